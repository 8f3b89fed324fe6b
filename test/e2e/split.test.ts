import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { synth, toInt16, writeWav } from '../support/audio.js';
import { runCli } from '../support/cli.js';
import { trackEntry, tracklistOf, unknownEntry } from '../support/tracklists.js';

let cwd: string;
beforeAll(async () => {
  cwd = mkdtempSync(join(tmpdir(), 'split-'));
  await writeWav(join(cwd, 'mix.wav'), toInt16(synth(30)), 44_100);
  const entries = [trackEntry(0, 12, 'Harbour Glass'), unknownEntry(12, 20), trackEntry(20, 30, 'Slow Orbit')];
  const source = { name: 'mix.wav', kind: 'file', location: 'mix.wav', title: 'Night / Two' };
  writeFileSync(join(cwd, 'mix.json'), JSON.stringify(tracklistOf(entries, { source, duration: 30 })));
});
afterAll(() => rmSync(cwd, { recursive: true, force: true }));

const run = (...args: string[]) => runCli(['split', ...args], { cwd });
const list = (folder: string): string[] => readdirSync(join(cwd, folder)).sort();

it('cuts a mix into its tracks, with sheets that play them in order', async () => {
  const { code, stdout, stderr } = await run('mix.json', '-o', 'tracks');
  expect([code, stdout]).toEqual([0, '']);
  const names = list('tracks');
  expect(names).toEqual([
    expect.stringMatching(/^01 .+ - Harbour Glass\.wav$/),
    '02 ID - ID.wav',
    expect.stringMatching(/^03 .+ - Slow Orbit\.wav$/),
    'Night _ Two.cue',
    'Night _ Two.m3u8',
  ]);
  expect(stderr.split('\n').filter((line) => line.startsWith('wrote tracks/'))).toHaveLength(5);
  const sheet = readFileSync(join(cwd, 'tracks/Night _ Two.cue'), 'utf8');
  expect(sheet).toMatch(/FILE "01 .*Harbour Glass\.wav" WAVE\n {2}TRACK 01 AUDIO\n/);
  expect(readFileSync(join(cwd, 'tracks/Night _ Two.m3u8'), 'utf8')).toMatch(/#EXTINF:8,ID - ID\n02 ID - ID\.wav\n/);
});

it('goes on where a run was stopped, and replaces nothing unless told to', async () => {
  mkdirSync(join(cwd, 'stopped'));
  writeFileSync(join(cwd, 'stopped/02 ID - ID.wav'), 'mine');
  const refused = await run('mix.json', '-o', 'stopped');
  expect(refused.code).toBe(7);
  expect(refused.stderr).toMatch(/02 ID - ID\.wav is there already\. --on-exist skip goes on/);
  expect(list('stopped')).toEqual(['02 ID - ID.wav']);
  const skipped = await run('mix.json', '-o', 'stopped', '--on-exist', 'skip');
  expect(skipped).toMatchObject({ code: 0, stderr: expect.stringContaining('1 was there already') });
  expect(readFileSync(join(cwd, 'stopped/02 ID - ID.wav'), 'utf8')).toBe('mine');
  expect((await run('mix.json', '-o', 'stopped', '--force')).code).toBe(0);
  expect(statSync(join(cwd, 'stopped/02 ID - ID.wav')).size).toBeGreaterThan(700_000);
});

it('never puts a piece in the place of the mix, whatever leads to it, and refuses before it cuts anything', async () => {
  mkdirSync(join(cwd, 'own'));
  copyFileSync(join(cwd, 'mix.wav'), join(cwd, 'own/Night.wav'));
  const before = readFileSync(join(cwd, 'own/Night.wav'));
  symlinkSync(join(cwd, 'own'), join(cwd, 'link'));
  for (const folder of ['own', 'link']) {
    const refused = await run('mix.json', '--from', 'own/Night.wav', '-o', folder, '--name', 'Night', '--force');
    expect([refused.code, refused.stderr]).toEqual([2, expect.stringMatching(/Night\.wav is the mix itself/)]);
  }
  expect(readFileSync(join(cwd, 'own/Night.wav')).equals(before)).toBe(true);
  writeFileSync(join(cwd, 'own/Night _ Two.cue'), 'mine');
  expect((await run('mix.json', '--from', 'own/Night.wav', '-o', 'own')).code).toBe(7);
  expect(list('own')).toEqual(['Night _ Two.cue', 'Night.wav']);
});

it('cuts a record at its pauses, when nothing is known of it', async () => {
  const music = toInt16(synth(20));
  const pause = new Int16Array(44_100 * 2);
  await writeWav(join(cwd, 'side.wav'), Int16Array.from([...music, ...pause, ...music]), 44_100);
  const cut = await run('side.wav', '-o', 'side', '--by-silence', '--shortest', '10');
  expect(cut.code).toBe(0);
  expect(list('side').filter((name) => name.endsWith('.wav'))).toEqual(['01 side.wav', '02 side.wav']);
});

it('says what is wrong in one sentence', async () => {
  const said = async (...args: string[]): Promise<unknown[]> => {
    const { code, stderr } = await run(...args);
    return [code, stderr];
  };
  expect(await said('mix.json', '--name', '{nr}')).toEqual([2, expect.stringMatching(/has no \{nr\}/)]);
  expect(await said('mix.json', '--format', 'midi')).toEqual([2, expect.stringMatching(/can't be "midi"/)]);
  expect(await said('mix.json', '--pause', '2')).toEqual([2, expect.stringMatching(/add --by-silence/)]);
  expect(await said('mix.json', '--by-silence')).toEqual([2, expect.stringMatching(/name that, not a tracklist/)]);
  expect(await said('mix.json', '--from', 'gone.wav')).toEqual([3, expect.stringMatching(/gone\.wav/)]);
});
