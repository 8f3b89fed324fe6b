import { execFile } from 'node:child_process';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { parseTracklist } from '../../src/domain/schema.js';
import { testFfmpeg } from '../support/audio.js';
import { runCli } from '../support/cli.js';
import { musicOf, Rig } from '../support/providers/rig.js';

const MINE = ['Song 1', 'Mine (yours)', 'Song 2'];
let rig: Rig;
beforeAll(() => {
  const parts = [
    { song: 0, from: 12, seconds: 110 },
    { song: null, from: 0, seconds: 80 },
    { song: 1, from: 20, seconds: 110 },
  ];
  rig = new Rig(musicOf(parts));
});
afterAll(() => rig.close());

const run = (args: string[], env: Record<string, string> = {}) => runCli(args, { cwd: rig.cwd, env });
const read = async (file: string): Promise<string[]> =>
  parseTracklist(await readFile(join(rig.cwd, file), 'utf8'), file).entries.map(
    (entry) => `${entry.track?.title ?? 'ID'}${entry.corrected ? ' (yours)' : ''}`,
  );
/** Another file of the same sound, in another encoding. */
async function encoded(name: string, ...how: string[]): Promise<void> {
  const ffmpeg = await testFfmpeg();
  const input = ['-v', 'error', '-y', '-i', join(rig.cwd, 'mix.wav')];
  await promisify(execFile)(ffmpeg, [...input, ...how, join(rig.cwd, name)]);
}

it('brings back what was said of a mix, and asks nothing again, in another encoding, as a part, and without the cache', async () => {
  const { calls, env } = await rig.acrcloud();
  expect((await run(['mix.wav', '-f', 'json'], env)).code).toBe(0);
  expect(await read('mix.json')).toEqual(['Song 1', 'ID', 'Song 2']);
  await run(['edit', 'mix.json', 'set', '2', 'Me - Mine']);
  await run(['edit', 'mix.json', 'title', 'The Set']);
  const asked = calls.length;
  expect(asked).toBeGreaterThan(3);
  const forget = async (): Promise<void> => {
    expect((await run(['cache', 'clear'])).code).toBe(0);
    await rm(join(rig.cwd, 'mix.json'), { force: true });
  };

  await forget();
  await encoded('other.mp3', '-b:a', '64k');
  const other = await run(['other.mp3', '-f', 'json'], env);
  expect(other.stderr).toMatch(/this is the mix kept as "The Set" \(\d+ \w+ \d{4}\)/);
  expect([await read('other.json'), calls.length]).toEqual([MINE, asked]);
  expect(await readFile(join(rig.cwd, 'other.json'), 'utf8')).toContain('"title": "The Set"');

  await forget();
  await run(['mix.wav', '-f', 'json'], env);
  expect([await read('mix.json'), calls.length]).toEqual([MINE, asked]);

  await forget();
  await encoded('part.mp3', '-b:a', '128k', '-ss', '40', '-t', '250');
  const part = await run(['part.mp3', '-f', 'json'], env);
  expect(part.stderr).toContain('from 0:40 on');
  expect([await read('part.json'), calls.length]).toEqual([MINE, asked]);
  expect(await readFile(join(rig.cwd, 'part.json'), 'utf8')).not.toContain('The Set');

  const list = JSON.parse((await run(['archive', 'list', '--json'])).stdout);
  expect(list).toMatchObject([{ title: 'The Set', duration: expect.closeTo(300, 0) }]);
  await run(['mix.wav', '--no-files', '--refresh'], env);
  expect(calls.length).toBeGreaterThan(asked);
});
