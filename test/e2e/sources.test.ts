import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { synth, testFfmpeg, toInt16, wavBytes } from '../support/audio.js';
import { type Ran, runChild, runCli } from '../support/cli.js';

let cwd: string;
beforeAll(() => {
  cwd = mkdtempSync(join(tmpdir(), 'sources-'));
  for (const folder of ['music', 'mixes', 'mixes/more']) mkdirSync(join(cwd, folder));
  writeFileSync(join(cwd, 'music/tune.wav'), wavBytes(toInt16(synth(20, { seed: 1, rate: 11_025 })), 11_025));
  const mix = wavBytes(toInt16(synth(5, { seed: 2, rate: 11_025 })), 11_025);
  for (const name of ['mixes/10.wav', 'mixes/2.wav', 'mixes/more/-x [1].wav']) writeFileSync(join(cwd, name), mix);
  writeFileSync(join(cwd, 'mixes/cover.jpg'), 'no sound');
});
afterAll(() => rmSync(cwd, { recursive: true, force: true }));

const identify = (...args: string[]): Promise<Ran> =>
  runCli(['identify', '--library', 'music', '--json', ...args], { cwd });
const lines = ({ stdout }: Ran) =>
  stdout
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));
const isFailure = ({ schema }: { schema: string }) => schema === 'tracklistify/failure/1';
const locations = (ran: Ran): string[] =>
  lines(ran)
    .filter((line) => !isFailure(line))
    .map(({ source }) => source.location.slice(cwd.length + 1));
const failures = (ran: Ran): string[] =>
  lines(ran)
    .filter(isFailure)
    .map(({ source }) => source);

it('identifies every mix of a folder, in natural order', async () => {
  const ran = await identify('mixes', '-o', 'out');
  expect(locations(ran)).toEqual(['mixes/2.wav', 'mixes/10.wav', 'mixes/more/-x [1].wav']);
});

it('takes patterns and lists, and says what of them leads nowhere without losing the rest', async () => {
  writeFileSync(join(cwd, 'list.txt'), '# tonight\r\nmixes/10.wav\r\nmissing.wav\r\n');
  const ran = await identify('mixes/1*.wav', 'nothing*', '--from-file', 'list.txt', 'mixes/2.wav', '-o', 'out');
  expect(locations(ran)).toEqual(['mixes/10.wav', 'mixes/2.wav']);
  expect(failures(ran)).toEqual(['nothing*', 'missing.wav']);
  expect(ran.stderr).toContain('No file or folder fits "nothing*".');
  expect(ran.stderr).toContain(`"missing.wav" doesn't exist.`);
  expect(ran.code).toBe(3);
});

it('refuses what is no audio with one sentence', async () => {
  const ran = await identify('mixes/cover.jpg');
  expect([ran.code, lines(ran).map(({ schema }) => schema)]).toEqual([3, ['tracklistify/failure/1']]);
  expect(ran.stderr.trim().split('\n')).toHaveLength(1);
  expect(ran.stderr).toContain('"mixes/cover.jpg" is no audio file: it is plain text.');
});

it('says how to get an ffmpeg when the one that was asked for is missing', async () => {
  const ran = await identify('mixes/2.wav', '--ffmpeg', './no-ffmpeg');
  expect([ran.code, lines(ran).map(({ schema }) => schema)]).toEqual([3, ['tracklistify/failure/1']]);
  expect(ran.stderr).toContain('There is no ffmpeg at "./no-ffmpeg"');
});

it('says of an ffmpeg that does not run that this is the trouble, not the mix', async () => {
  writeFileSync(join(cwd, 'broken'), '#!/bin/sh\nexit 127\n', { mode: 0o755 });
  const ran = await identify('mixes/2.wav', '--ffmpeg', './broken');
  expect([ran.code, lines(ran).map(({ schema }) => schema)]).toEqual([3, ['tracklistify/failure/1']]);
  expect(ran.stderr).toContain('/broken" (as configured) doesn\'t run');
});

it('starts ffmpeg once for a mix, when nothing is new in the library', async () => {
  const log = join(cwd, 'starts.txt');
  const script = `#!/bin/sh\necho start >> '${log}'\nexec '${await testFfmpeg()}' "$@"\n`;
  writeFileSync(join(cwd, 'counted'), script, { mode: 0o755 });
  await identify('mixes/2.wav', '-o', 'out');
  await identify('mixes/2.wav', '-o', 'out', '--ffmpeg', './counted');
  expect(readFileSync(log, 'utf8')).toBe('start\n');
});

it('looks at what was named before it looks for something to identify with', async () => {
  const bare = join(cwd, 'bare');
  for (const folder of [bare, join(bare, 'texts')]) mkdirSync(folder, { recursive: true });
  writeFileSync(join(bare, 'notes.txt'), 'no sound');
  writeFileSync(join(bare, 'noise.mp3'), Buffer.from(Array.from({ length: 9000 }, (_, i) => (i * i * 31) % 251)));
  for (const name of ['a.mp3', 'b.mp3']) writeFileSync(join(bare, 'texts', name), 'no sound');
  const cases: Array<[args: string[], code: number, says: string]> = [
    [['missing.mp3', '-o', 'nowhere'], 3, `"missing.mp3" doesn't exist.`],
    [['libary', 'add', 'texts'], 2, 'Did you mean the command "tracklistify library"?'],
    [['notes.txt'], 3, 'it is plain text'],
    [['noise.mp3'], 3, 'is no audio file that ffmpeg knows'],
    [['texts'], 3, '"texts/b.mp3" is no audio file'],
    [['http://no.such.host.invalid/mix.mp3'], 3, 'no.such.host.invalid'],
    [['listen', 'http://no.such.host.invalid/'], 3, 'no.such.host.invalid'],
  ];
  const ran = await Promise.all(cases.map(([args]) => runCli(args, { cwd: bare })));
  expect(ran.map(({ code, stdout }) => [code, stdout])).toEqual(cases.map(([, code]) => [code, '']));
  for (const [i, [, , says]] of cases.entries()) expect(ran[i]!.stderr).toContain(says);
  expect(readdirSync(bare)).not.toContain('nowhere');
});

it('reads a pipe that was named, and leaves those alone that lie among the mixes', async () => {
  const folder = join(cwd, 'pipes');
  mkdirSync(folder, { recursive: true });
  for (const name of ['a.mp3', 'named']) execFileSync('mkfifo', [join(folder, name)]);
  copyFileSync(join(cwd, 'mixes/2.wav'), join(folder, 'b.wav'));
  const env = { TRACKLISTIFY_SHAZAM_ENABLED: 'true' };
  const plan = (...args: string[]): Promise<Ran> => runChild([...args, '--dry-run', '--json'], { cwd, env });
  const fed = plan('pipes/named');
  await writeFile(join(folder, 'named'), readFileSync(join(cwd, 'mixes/2.wav')));
  const [named, among, added] = await Promise.all([fed, plan('pipes'), runCli(['library', 'add', 'pipes'], { cwd })]);
  expect(JSON.parse(named.stdout)).toMatchObject({ source: 'named', duration: 5 });
  expect(JSON.parse(among.stdout)).toMatchObject({ source: 'b', duration: 5 });
  expect(among.stderr).toContain('Left out: "pipes/a.mp3" is a pipe, not a file.');
  expect(added.stderr + added.stdout).toContain('it is a pipe, not a file');
  expect(added.code).toBe(0);
  // Also where it isn't only planned: what it held has gone by then.
  const heard = runChild(['pipes/named', '--no-files', '--json'], { cwd });
  await writeFile(join(folder, 'named'), readFileSync(join(cwd, 'mixes/2.wav')));
  expect(JSON.parse((await heard).stdout)).toMatchObject({ source: { name: 'named' }, duration: 5 });
});

it('tries ffmpeg once a run, however many sources are bad', async () => {
  const folder = join(cwd, 'empty');
  mkdirSync(folder, { recursive: true });
  for (let i = 0; i < 5; i++) writeFileSync(join(folder, `${i}.mp3`), i === 0 ? 'ID3 no sound \0'.repeat(999) : '');
  const log = join(cwd, 'versions.txt');
  const script = `#!/bin/sh\necho "$1" >> '${log}'\nexec '${await testFfmpeg()}' "$@"\n`;
  writeFileSync(join(cwd, 'logged'), script, { mode: 0o755 });
  const { code } = await identify('empty', 'mixes/2.wav', '--ffmpeg', './logged', '-o', 'out');
  expect(code).toBe(3);
  expect(
    readFileSync(log, 'utf8')
      .split('\n')
      .filter((line) => line === '-version'),
  ).toHaveLength(1);
});
