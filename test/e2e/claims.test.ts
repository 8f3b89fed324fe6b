import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { parseTracklist } from '../../src/domain/schema.js';
import { wavBytes } from '../support/audio.js';
import { runCli } from '../support/cli.js';
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
    join(folder, 'set.txt'),
    '0:00 Artist 1 - Song 1\n0:46 Artist 77 - Song 77\n1:18 Artist 2 - Song 2\n',
  );
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const run = (args: string[], input = '') =>
  runCli(['mix.wav', '--library', 'music', '--no-archive', ...args], { cwd: folder, input });

it('says what is claimed beside what was heard, and beside an unknown what nobody heard', async () => {
  const { code, stdout, stderr } = await run(['--claims', 'set.txt', '--explain', '--format', 'json,html']);
  expect(code).toBe(0);
  expect(stdout).toContain('ID? claimed: Artist 77 - Song 77 (set.txt, 0:46)');
  expect(stdout).toMatch(/claimed by set\.txt at 1:18, heard at 1:1\d/);
  expect(stderr).toContain('set.txt: 3 tracks claimed, 2 heard, 1 where nobody knows what plays');
  // It survives what is done with the document.
  const edited = await runCli(['edit', 'mix.json', 'set', '2', 'Artist 77 - Song 77'], { cwd: folder });
  expect(edited.code).toBe(0);
  const { stdout: json } = await runCli(['export', 'mix.json', '--json'], { cwd: folder });
  const now = parseTracklist(json || (await import('node:fs')).readFileSync(join(folder, 'mix.json'), 'utf8'), 'mix');
  expect(now.claims!.map(({ heardAt }) => heardAt !== null)).toEqual([true, true, true]);
  expect(now.entries[1]).toMatchObject({ corrected: true, claimedBy: [{ by: 'set.txt', mixTime: 46 }] });
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
