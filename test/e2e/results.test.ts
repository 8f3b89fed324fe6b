import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { parseTracklist } from '../../src/domain/schema.js';
import { wavBytes } from '../support/audio.js';
import { ended, runCli, startCli } from '../support/cli.js';
import { crossfade, piece, RATE } from '../support/synth.js';

let base: string;
let cwd: string;
beforeAll(async () => {
  base = await mkdtemp(join(tmpdir(), 'tracklistify-results-'));
  await mkdir(join(base, 'music'));
  for (const seed of [1, 2, 3]) {
    await writeFile(join(base, `music/Artist ${seed} - Song ${seed}.wav`), wavBytes(piece(seed, 50), RATE));
  }
  const mix = wavBytes(
    crossfade(
      [1, 2, 77, 3].map((seed) => piece(seed, 50)),
      8,
    ),
    RATE,
  );
  await writeFile(join(base, 'set.wav'), mix);
  const { code } = await runCli(['set.wav', '--library', 'music', '--providers', 'library', '--no-files'], {
    cwd: base,
  });
  expect(code).toBe(0);
});
let runs = 0;
beforeEach(async () => {
  cwd = join(base, `run-${runs++}`);
  await mkdir(cwd);
});
afterAll(() => rm(base, { recursive: true, force: true }));

/** With the library and the memory of the whole file's runs, in a folder of its own. */
// The files alone are what this is about: what the archive adds has tests of its own.
const HOME = () => ({
  TRACKLISTIFY_ARCHIVE_ENABLED: 'false',
  HOME: base,
  XDG_CONFIG_HOME: base,
  XDG_DATA_HOME: base,
  XDG_CACHE_HOME: base,
});
const LIBRARY = ['--library', '../music', '--providers', 'library'];
const run = (...args: string[]) => runCli([...args, ...LIBRARY], { cwd, env: HOME() });
const read = async (name = 'set.json') => parseTracklist(await readFile(join(cwd, name), 'utf8'), name);
const titles = async (name?: string) => (await read(name)).entries.map((entry) => entry.track?.title ?? 'ID');
const ALL = ['Song 1', 'Song 2', 'ID', 'Song 3'];

it('a hand-made sheet stays, and so does the result when the same is run again in part', async () => {
  await writeFile(join(cwd, 'set.cue'), 'mine');
  expect(await run('../set.wav', '-f', 'json,cue')).toMatchObject({ code: 0 });
  expect(await readFile(join(cwd, 'set.cue'), 'utf8')).toBe('mine');
  const part = await run('../set.wav', '--start', '1:00', '--end', '2:00', '-f', 'json');
  expect(part.stderr).toContain('this went to set.partial');
  expect(await titles()).toEqual(ALL);
  const window = await read('set.partial.json');
  expect(window.window).toEqual({ start: 60, end: expect.closeTo(120, 0) });
  expect(window.duration).toBeCloseTo((await read()).duration, 0);
  await run('../set.wav', '-f', 'json,cue');
  expect((await readdir(cwd)).sort()).toEqual(['set-2.cue', 'set.cue', 'set.json']);
});

it('a range past the end is wrong usage, before anything is touched', async () => {
  const result = await run('../set.wav', '--start', '10:00');
  expect(result).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/--start 10:00 is past the end: set ends at 2:5/),
  });
  expect(await readdir(cwd)).toEqual([]);
});

it('a killed or interrupted second run takes nothing away', async () => {
  await run('../set.wav', '-f', 'json');
  for (const signal of ['SIGKILL', 'SIGINT', 'SIGTERM'] as const) {
    const child = startCli(['../set.wav', ...LIBRARY, '--events', '-f', 'json'], { cwd, env: HOME() });
    child.stderr.on('data', (text: Buffer) => {
      if (String(text).includes('"position"')) child.kill(signal);
    });
    await ended(child);
    expect(await titles()).toEqual(ALL);
  }
  await run('../set.wav', '-f', 'json');
  expect((await readdir(cwd)).sort()).toEqual(['set.json']);
});

it('what was corrected by hand is said again by every later run', async () => {
  await run('../set.wav', '-f', 'json,txt');
  const document = JSON.parse(await readFile(join(cwd, 'set.json'), 'utf8'));
  document.entries[2] = {
    ...document.entries[2],
    kind: 'track',
    track: { title: 'Mine', artists: ['Me'] },
    confidence: 1,
  };
  await writeFile(join(cwd, 'set.json'), JSON.stringify(document));
  for (let again = 0; again < 2; again++) {
    const { code, stdout, stderr } = await run('../set.wav', '-f', 'json,txt');
    expect({ code, stderr: stderr.includes('changed by hand') }).toEqual({ code: 0, stderr: false });
    expect(stdout).toContain('yours');
    expect(await titles()).toEqual(['Song 1', 'Song 2', 'Mine', 'Song 3']);
    expect(await readFile(join(cwd, 'set.txt'), 'utf8')).toContain('Me - Mine');
  }
});

describe('a batch', () => {
  beforeEach(async () => {
    await mkdir(join(cwd, 'other'));
    await cp(join(base, 'set.wav'), join(cwd, 'set.wav'));
    await cp(join(base, 'set.wav'), join(cwd, 'other/set.wav'));
    await writeFile(join(cwd, 'bad.mp3'), 'no music');
  });

  it('prints in order, gives each its own name, and ends in a summary', async () => {
    const { code, stdout, stderr } = await run(
      'set.wav',
      'bad.mp3',
      'none.mp3',
      'other/set.wav',
      '--json',
      '-f',
      'json',
    );
    expect(code).toBe(3);
    const lines = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines.map((line) => line.schema + (line.source.location ?? ` ${line.source}`)).sort()).toEqual([
      `tracklistify/2${join(cwd, 'other/set.wav')}`,
      `tracklistify/2${join(cwd, 'set.wav')}`,
      'tracklistify/failure/1 bad.mp3',
      'tracklistify/failure/1 none.mp3',
    ]);
    expect(stderr).toContain('4 sources: 2 done, 2 failed\nfailed: ');
    expect((await read('set.json')).source.location).toBe(join(cwd, 'set.wav'));
    expect((await read('set-2.json')).source.location).toBe(join(cwd, 'other/set.wav'));
  });

  it('goes on where it stopped with --on-exist skip, and stops before work with fail', async () => {
    await run('set.wav', '-f', 'json', '-o', 'lists');
    const again = await run('set.wav', 'other/set.wav', '--on-exist', 'skip', '-f', 'json', '-o', 'lists');
    expect(again.stderr).toContain('set.wav is done already: lists/set.json\n');
    expect(again.stderr).toContain('2 sources: 1 done, 1 done before');
    const fail = await run('set.wav', '--on-exist', 'fail', '-f', 'json,csv', '-o', 'lists');
    expect(fail).toMatchObject({ code: 7, stderr: expect.stringMatching(/lists\/set\.json is there already/) });
    const json = await run('set.wav', '--on-exist', 'skip', '--json', '-f', 'json', '-o', 'lists');
    expect(parseTracklist(json.stdout, 'stdout').entries).toHaveLength(4);
  });
});
