import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { parseTracklist } from '../../src/domain/schema.js';
import { wavBytes } from '../support/audio.js';
import { runCli } from '../support/cli.js';
import { nml } from '../support/nml.js';
import { crossfade, piece, RATE } from '../support/synth.js';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tracklistify-claims-'));
  await mkdir(join(folder, 'music'));
  for (const seed of [1, 2]) {
    await writeFile(join(folder, `music/Artist ${seed} - Song ${seed}.wav`), wavBytes(piece(seed, 50), RATE));
  }
  await writeFile(join(folder, 'mix.wav'), wavBytes(crossfade([piece(1, 50), piece(77, 40), piece(2, 50)], 8), RATE));
  await writeFile(
    join(folder, 'pasted.txt'),
    '0:00 Artist 1 - Song 1\n0:46 Artist 77 - Song 77\n1:18 Artist 2 - Song 2\n',
  );
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const run = (args: string[], input = '') =>
  runCli(['mix.wav', '--library', 'music', '--no-archive', ...args], { cwd: folder, input });

it('says what is claimed beside what was heard, and beside an unknown what nobody heard', async () => {
  const { code, stdout, stderr } = await run(['--claims', 'pasted.txt', '--explain', '--format', 'json,html']);
  expect(code).toBe(0);
  expect(stdout).toContain('ID? claimed: Artist 77 - Song 77 (pasted.txt, 0:46)');
  expect(stdout).toMatch(/claimed by pasted\.txt at 1:18, heard at 1:1\d/);
  expect(stderr).toContain('pasted.txt: 3 tracks claimed, 2 heard, 1 where nobody knows what plays');
  // It survives what is done with the document.
  const env = { XDG_DATA_HOME: join(folder, 'data of another') };
  const edited = await runCli(['edit', 'mix.json', 'set', '2', 'Artist 77 - Song 77'], { cwd: folder, env });
  expect(edited.code).toBe(0);
  const now = parseTracklist(await readFile(join(folder, 'mix.json'), 'utf8'), 'mix.json');
  expect(now.claims!.map(({ heardAt }) => heardAt !== null)).toEqual([true, true, true]);
  expect(now.entries[1]).toMatchObject({ corrected: true, claimedBy: [{ by: 'pasted.txt', mixTime: 46 }] });
});

it('says of a list of another mix that it is one, and makes no entry of it', async () => {
  const input = 'A - One\nB - Two\nC - Three\nD - Four\n';
  const { stdout, stderr } = await run(['--claims', '-', '--json', '--no-files'], input);
  expect(stderr).toContain('standard input: none of its 4 tracks was heard, so it may be of another mix');
  const { entries, claims } = parseTracklist(stdout, 'stdout');
  expect(entries.map(({ track }) => track?.title ?? 'ID')).toEqual(['Song 1', 'ID', 'Song 2']);
  expect(claims).toHaveLength(4);
});

it.each([
  ['--claims', 'mix.wav', /"mix\.wav" names no tracks/],
  ['--claims', 'nowhere.txt', /nowhere\.txt/],
  ['--history', 'music', /"music"/],
])('refuses %s %s before it listens', async (flag, name, sentence) => {
  const { code, stderr } = await run([flag, name]);
  expect(code).toBe(3);
  expect(stderr).toMatch(sentence);
});

const identified = async (mix: string, ...args: string[]) => {
  const { stdout, stderr, code } = await runCli([mix, '--library', 'music', '--json', ...args], {
    cwd: folder,
  });
  expect(stderr).not.toContain('error');
  expect(code).toBe(0);
  return parseTracklist(stdout, 'stdout');
};
const claimed = async (mix: string, ...args: string[]) =>
  (await identified(mix, ...args)).claims?.map(({ by, track, heardAt }) => `${by}: ${track.title} ${heardAt}`);

it('finds lists beside the mix and in it, and takes none of its own results for one', async () => {
  await copyFile(join(folder, 'mix.wav'), join(folder, 'set.wav'));
  // What is written here, and what `embed` puts into a copy, would only bear itself out.
  await identified('set.wav', '-f', 'json,cue,txt,chapters,jspf,vtt');
  expect(await claimed('set.wav', '--no-archive', '--no-files')).toBeUndefined();
  await runCli(['embed', 'set.json', '-o', 'embedded'], { cwd: folder });
  await copyFile(join(folder, 'embedded/set.wav'), join(folder, 'embedded/copy.wav'));
  expect(await claimed('embedded/copy.wav', '--no-archive', '--no-files')).toBeUndefined();
  // Without the document beside it, the archive still knows the text for its own.
  await rm(join(folder, 'set.json'));
  for (const ending of ['cue', 'chapters.json']) await rm(join(folder, `set.${ending}`));
  expect(await claimed('set.wav', '--no-files')).toBeUndefined();

  await writeFile(
    join(folder, 'mix.cue'),
    'FILE "mix.wav" WAVE\n TRACK 01 AUDIO\n  TITLE "Song 1"\n  PERFORMER "Artist 1"\n  INDEX 01 00:05:00\n',
  );
  expect(await claimed('mix.wav', '--no-files')).toEqual(['mix.cue: Song 1 0']);
  expect(await claimed('mix.wav', '--no-files', '--no-claims')).toBeUndefined();
  const both = await claimed('mix.wav', '--no-files', '--no-claims', '--claims', 'pasted.txt');
  expect(both?.every((one) => one.startsWith('pasted.txt'))).toBe(true);
});

it('puts a history where the recognised tracks say that it lies, though its clock is hours off', async () => {
  const mix = 'Set 2026-05-01 21-00-00.wav';
  await copyFile(join(folder, 'mix.wav'), join(folder, mix));
  const date = (2026 << 16) | (5 << 8) | 1;
  const plays = [
    ['Artist 1 - Song 1.wav', -600, 100],
    ['Artist 1 - Song 1.wav', 0, 46],
    ['Artist 77 - Song 77.wav', 46, 32],
    ['Artist 2 - Song 2.wav', 78, 50],
    ['Artist 9 - Song 9.wav', 4000, 300],
  ].map(
    ([file, at, length]) =>
      `<ENTRY><PRIMARYKEY TYPE="TRACK" KEY="C:/:${file}"></PRIMARYKEY><EXTENDEDDATA DECK="0" DURATION="${length}" EXTENDEDTYPE="HistoryData" PLAYEDPUBLIC="1" STARTDATE="${date}" STARTTIME="${19 * 3600 + 10 + Number(at)}"></EXTENDEDDATA></ENTRY>`,
  );
  const list = `<NODE TYPE="PLAYLIST" NAME="HISTORY"><PLAYLIST ENTRIES="5" TYPE="PROTOCOL" UUID="x">${plays.join('')}</PLAYLIST></NODE>`;
  await writeFile(join(folder, 'history_2026y05m01d_19h30m00s.nml'), nml([], list));
  const tracklist = await identified(
    mix,
    '--no-files',
    '--no-archive',
    '--history',
    'history_2026y05m01d_19h30m00s.nml',
  );
  expect(tracklist.entries.map(({ track }) => track?.title ?? 'ID')).toEqual(['Song 1', 'ID', 'Song 2']);
  expect(tracklist.claims!.map(({ track, heardAt }) => [track.title, heardAt !== null])).toEqual([
    ['Song 1', true],
    ['Song 77', false],
    ['Song 2', true],
  ]);
  expect(Math.abs(tracklist.claims![1]!.mixTime! - 46)).toBeLessThan(10);
  expect(tracklist.entries[1]).toMatchObject({ claims: [{ track: { title: 'Song 77' }, by: 'Traktor history' }] });
});
