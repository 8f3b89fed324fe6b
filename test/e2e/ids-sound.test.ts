import { mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { parseTracklist } from '../../src/domain/schema.js';
import { wavBytes } from '../support/audio.js';
import { runCli } from '../support/cli.js';
import { crossfade, piece, RATE } from '../support/synth.js';
import { tempFolder } from '../support/temp.js';

it('numbers an unknown alike in two mixes, cuts a clip of it, names it in both and in the next, and parts it again', async () => {
  const cwd = tempFolder();
  const run = (...args: string[]) => runCli(args, { cwd });
  const mixOf = async (name: string, parts: Int16Array[]): Promise<void> =>
    writeFile(join(cwd, name), wavBytes(crossfade(parts, 6), RATE));
  await mkdir(join(cwd, 'music'));
  await writeFile(join(cwd, 'music/Artist 1 - Song 1.wav'), wavBytes(piece(1, 50), RATE));
  await mixOf('pier.wav', [piece(1, 50), piece(77, 80)]);
  await mixOf('quay.wav', [piece(77, 80, { tempo: 1.03, pitch: 1.03 }), piece(1, 50)]);
  const identify = (name: string) => run(name, '--library', 'music', '--providers', 'library', '-f', 'json,txt');
  expect((await identify('pier.wav')).code).toBe(0);
  expect((await identify('quay.wav')).code).toBe(0);
  const entriesOf = async (name: string): Promise<string[]> =>
    parseTracklist(await readFile(join(cwd, `${name}.json`), 'utf8'), 'it').entries.map(({ track, number }) =>
      [track?.title ?? 'ID', number].filter(Boolean).join(' '),
    );
  expect([await entriesOf('pier'), await entriesOf('quay')]).toEqual([
    ['Song 1', 'ID 1'],
    ['ID 1', 'Song 1'],
  ]);

  // Whose numbers they are is said in both.
  const signs = await Promise.all(
    ['pier', 'quay'].map(
      async (name) => parseTracklist(await readFile(join(cwd, `${name}.json`), 'utf8'), 'it').numbering,
    ),
  );
  expect(signs[0]).toMatch(/^[0-9a-f]{16}$/);
  expect(signs[1]).toBe(signs[0]);

  const { sightings } = JSON.parse((await run('ids', 'show', '1', '--json')).stdout);
  const speedIn = (name: string): number =>
    sightings.find((one: { mix: { name: string } }) => one.mix.name.startsWith(name)).speed;
  expect(speedIn('quay') / speedIn('pier')).toBeCloseTo(1.03, 2);
  expect((await run('ids', 'show', '1')).stdout).toMatch(/Speed(.|\n)* 0\.0 %/);

  const clip = await run('ids', 'clip', 'ID 0001', '-o', 'what.wav');
  expect(clip).toMatchObject({
    code: 0,
    stdout: 'what.wav\n',
    stderr: expect.stringMatching(/^from (pier|quay), /),
  });
  expect(Math.round((await stat(join(cwd, 'what.wav'))).size / 88_200)).toBe(20);
  expect(await run('ids', 'clip', '1', '-o', 'what.wav')).toMatchObject({ code: 7, stdout: '' });
  expect(await run('ids', 'clip', '1', '-o', 'what.ogg')).toMatchObject({ code: 2 });
  await rm(join(cwd, `${/from (\w+),/.exec(clip.stderr)![1]}.wav`));
  const next = await run('ids', 'clip', '1');
  expect(next).toMatchObject({
    code: 0,
    stdout: 'ID 0001.mp3\n',
    stderr: expect.stringContaining('So the next one is taken.'),
  });
  expect((await readFile(join(cwd, 'ID 0001.mp3'))).toString('latin1', 0, 3)).toBe('ID3');

  expect((await run('ids', 'name', '1', 'Ann - Sea')).code).toBe(0);
  expect([await entriesOf('pier'), await entriesOf('quay')]).toEqual([
    ['Song 1', 'Sea 1'],
    ['Sea 1', 'Song 1'],
  ]);
  expect(await readFile(join(cwd, 'quay.txt'), 'utf8')).toContain('Ann - Sea');

  expect(await run('ids', 'split', '1', 'quay.wav', '2:00')).toMatchObject({ code: 2 });
  const split = await run('ids', 'split', '1', 'quay.wav');
  expect(split).toMatchObject({ code: 0, stderr: expect.stringContaining('It is ID 0002 there from now on.') });
  expect([await entriesOf('pier'), await entriesOf('quay')]).toEqual([
    ['Song 1', 'Sea 1'],
    ['ID 2', 'Song 1'],
  ]);
  expect(await run('ids', 'split', '1', 'pier.wav')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('nowhere else'),
  });
});

it('says of music that comes to the library which unknown it is, and how to name that, once', async () => {
  const cwd = tempFolder();
  const run = (...args: string[]) => runCli(args, { cwd });
  for (const folder of ['music', 'new']) await mkdir(join(cwd, folder));
  await writeFile(join(cwd, 'music/Artist 1 - Song 1.wav'), wavBytes(piece(1, 50), RATE));
  await writeFile(join(cwd, 'new/Ann - Sea.wav'), wavBytes(piece(77, 80), RATE));
  await writeFile(join(cwd, 'pier.wav'), wavBytes(crossfade([piece(1, 50), piece(77, 80)], 6), RATE));
  expect((await run('library', 'add', 'music')).stderr).not.toContain('ID 0001');
  expect((await run('pier.wav', '--providers', 'library', '-f', 'json')).code).toBe(0);
  const added = await run('library', 'add', 'new');
  expect(added.stderr).toContain(
    "ID 0001, heard in 1 mix, is Ann - Sea. To name it there: tracklistify ids name 1 --as 'new/Ann - Sea.wav'\n",
  );
  expect((await run('library', 'add', 'new')).stderr).not.toContain('ID 0001');
  const named = await run('ids', 'name', '1', '--as', 'new/Ann - Sea.wav');
  expect(named).toMatchObject({ code: 0, stdout: expect.stringContaining('is Ann - Sea now') });
  const [, sea] = parseTracklist(await readFile(join(cwd, 'pier.json'), 'utf8'), 'it').entries;
  expect(sea).toMatchObject({
    number: 1,
    corrected: true,
    track: { title: 'Sea', file: join(cwd, 'new/Ann - Sea.wav') },
  });
});
