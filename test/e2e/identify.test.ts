import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseTracklist } from '../../src/domain/schema.js';
import { wavBytes } from '../support/audio.js';
import { ended, runCli, startCli } from '../support/cli.js';
import { crossfade, piece, RATE } from '../support/synth.js';

let folder: string;
const LIBRARY = ['--library', 'music'];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tracklistify-identify-'));
  await mkdir(join(folder, 'music'));
  for (const seed of [1, 2, 3]) {
    await writeFile(join(folder, `music/Artist ${seed} - Song ${seed}.wav`), wavBytes(piece(seed, 50), RATE));
  }
  const mix = crossfade([piece(1, 50), piece(2, 50, { tempo: 1.04 }), piece(77, 40), piece(3, 50)], 8);
  await writeFile(join(folder, 'mix.wav'), wavBytes(mix, RATE));
  await writeFile(join(folder, 'unknown.wav'), wavBytes(piece(99, 40), RATE));
  await writeFile(join(folder, 'silence.wav'), wavBytes(new Int16Array(40 * RATE), RATE));
  await writeFile(join(folder, 'text.mp3'), 'this is no music');
  await mkdir(join(folder, 'empty'));
  const indexed = await run(['mix.wav', ...LIBRARY, '-o', 'first']);
  expect(indexed).toMatchObject({ code: 0 });
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const run = (args: string[], more: { input?: Uint8Array; env?: Record<string, string> } = {}) =>
  runCli(args, { cwd: folder, ...more });
const titles = (json: string) => parseTracklist(json, 'stdout').entries.map((e) => e.track?.title ?? 'ID');
const EXPECTED = ['Song 1', 'Song 2', 'ID', 'Song 3'];

describe('a mix', () => {
  it('becomes a table, and files named after it', async () => {
    const { code, stdout, stderr } = await run(['mix.wav', ...LIBRARY, '-o', 'out']);
    expect(code).toBe(0);
    for (const word of ['Artist 1', 'Song 2', 'ID', '+4.0 %', 'Song 3']) expect(stdout).toContain(word);
    expect(stderr).toContain('3 tracks identified');
    expect((await readdir(join(folder, 'out'))).sort()).toEqual(['mix.csv', 'mix.json', 'mix.m3u8']);
    const saved = parseTracklist(await readFile(join(folder, 'out/mix.json'), 'utf8'), 'mix.json');
    expect(saved.complete).toBe(true);
    const [first, second, unknown, last] = saved.entries;
    // The middles of the crossfades: 46, 46 + 48.08 - 8, and so on.
    expect(first).toMatchObject({ start: 0, track: { title: 'Song 1', artists: ['Artist 1'] } });
    expect(Math.abs(second!.start - 46)).toBeLessThan(2.5);
    expect(Math.abs(second!.speed! - 1.04)).toBeLessThan(0.001);
    expect(unknown!.kind).toBe('unknown');
    expect(Math.abs(last!.start - 118)).toBeLessThan(4);
  });

  it('is one line of JSON on standard output with --json, and nothing else is there', async () => {
    const { code, stdout } = await run(['mix.wav', ...LIBRARY, '--json', '--no-files']);
    expect(code).toBe(0);
    expect(stdout.trim().split('\n')).toHaveLength(1);
    expect(titles(stdout)).toEqual(EXPECTED);
  });

  it('may come by standard input', async () => {
    const input = await readFile(join(folder, 'mix.wav'));
    const { code, stdout } = await run(['-', ...LIBRARY, '--json', '--no-files'], { input });
    expect(code).toBe(0);
    expect(titles(stdout)).toEqual(EXPECTED);
  });

  it('may be looked at in part', async () => {
    const args = ['mix.wav', ...LIBRARY, '--json', '--no-files', '--start', '0:55', '--end', '1:20'];
    const { stdout } = await run(args);
    const { entries } = parseTracklist(stdout, 'stdout');
    expect(entries.map((e) => e.track?.title)).toEqual(['Song 2']);
    expect(entries[0]).toMatchObject({ start: 55, end: 80 });
  });

  it('is planned but not touched by --dry-run', async () => {
    const { code, stdout } = await run(['mix.wav', ...LIBRARY, '--dry-run', '-o', 'planned']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/mix.*2:4\d.*\n.*library: no calls/);
    await expect(readdir(join(folder, 'planned'))).rejects.toThrow('ENOENT');
  });

  it('is explained by --explain', async () => {
    const { stdout } = await run(['mix.wav', ...LIBRARY, '--no-files', '--explain']);
    expect(stdout).toMatch(/library/);
  });

  it('reports its progress as lines of JSON with --events', async () => {
    const { stderr } = await run(['mix.wav', ...LIBRARY, '--no-files', '--json', '--events']);
    const types = stderr
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line).type);
    expect(types).toEqual(expect.arrayContaining(['source', 'stage', 'position', 'match', 'tracklist']));
  });

  it('says nothing but its result with --quiet', async () => {
    const { stderr } = await run(['mix.wav', ...LIBRARY, '--no-files', '--quiet']);
    expect(stderr).toBe('');
  });
});

describe('exit codes', () => {
  it.each<[string, string[], number, RegExp]>([
    ['no source named', [], 2, /Name a mix/],
    ['a missing file', ['nope.mp3', ...LIBRARY], 3, /nope\.mp3" doesn't exist/],
    ['something that is no audio', ['text.mp3', ...LIBRARY], 3, /text\.mp3" is no audio/],
    ['nothing to identify with', ['mix.wav', '--providers', 'library'], 2, /--library/],
    ['a folder of music that is not there', ['mix.wav', '--library', 'nowhere'], 2, /nowhere/],
    ['nothing identified', ['unknown.wav', ...LIBRARY, '--no-files'], 6, /no track/],
    [
      'silence, and a named folder without music',
      ['silence.wav', ...LIBRARY, '--library', 'empty', '--no-files'],
      6,
      /There is no music in "empty" \(--library\)[\s\S]*no track/,
    ],
    ['an output that can not be written', ['mix.wav', ...LIBRARY, '-o', '/dev/null/x'], 7, /--output/],
    ['a wrong flag, with the nearest one', ['mix.wav', '--libary', 'x'], 2, /--library/],
    ['a wrong format, with the nearest one', ['mix.wav', ...LIBRARY, '-f', 'jsn'], 2, /json/],
    ['a wrong time', ['mix.wav', '--start', 'soon'], 2, /1:30/],
    ['a mistyped command', ['libary', '--library', 'music'], 2, /tracklistify library/],
  ])('%s', async (_, args, code, message) => {
    const result = await run(args);
    expect(result.stderr).toMatch(message);
    expect(result.code).toBe(code);
  });

  it('is the worst of several sources, each of which is tried', async () => {
    const args = ['text.mp3', 'mix.wav', 'unknown.wav', ...LIBRARY, '--json', '--no-files'];
    const { code, stdout } = await run(args);
    expect(code).toBe(3);
    const [failed, ...lines] = stdout.trim().split('\n');
    expect(JSON.parse(failed!)).toMatchObject({
      schema: 'tracklistify/failure/1',
      source: 'text.mp3',
      code: 'format',
      exitCode: 3,
    });
    expect(lines.map(titles)).toEqual([EXPECTED, ['ID']]);
  });

  it('gives silence no entry at all', async () => {
    const { stdout } = await run(['silence.wav', ...LIBRARY, '--json', '--no-files']);
    expect(titles(stdout)).toEqual([]);
  });
});

describe('files', () => {
  it('of two sources with one name do not overwrite each other', async () => {
    await mkdir(join(folder, 'other'), { recursive: true });
    await writeFile(join(folder, 'other/mix.wav'), wavBytes(piece(2, 40), RATE));
    await run(['mix.wav', 'other/mix.wav', ...LIBRARY, '-o', 'two', '-f', 'txt']);
    expect((await readdir(join(folder, 'two'))).sort()).toEqual(['mix-2.txt', 'mix.txt']);
  });

  it('stay as they are when they are not ours, and the new ones go beside them', async () => {
    const taken = join(folder, 'taken');
    await mkdir(join(taken, 'mix.csv'), { recursive: true });
    await writeFile(join(taken, 'mix.txt'), 'before');
    const { code, stderr } = await run(['mix.wav', ...LIBRARY, '-o', 'taken', '-f', 'csv,txt']);
    expect(code).toBe(0);
    expect(stderr).toContain(
      "mix.txt wasn't written by Tracklistify for this mix, so it stays as it is. The new one is mix-2.txt.",
    );
    expect((await readdir(taken)).sort()).toEqual(['mix-2.csv', 'mix-2.txt', 'mix.csv', 'mix.txt']);
    expect(await readFile(join(taken, 'mix.txt'), 'utf8')).toBe('before');
    expect(await readFile(join(taken, 'mix-2.txt'), 'utf8')).toContain('Song 1');
  });
});

describe('interruptions', () => {
  /** Standard input that stays open: the program waits in the middle of its work. */
  async function interrupted(signals: NodeJS.Signals[]) {
    const child = startCli(['-', ...LIBRARY, '--events', '-o', 'interrupted'], { cwd: folder });
    child.stdin.on('error', () => {});
    child.stdin.write((await readFile(join(folder, 'mix.wav'))).subarray(0, 200_000));
    const result = new Promise<Awaited<ReturnType<typeof ended>>>((resolve, reject) => {
      let stdout = '';
      let stderr = '';
      child.stdout.on('data', (chunk) => (stdout += chunk));
      child.stderr.on('data', (chunk) => {
        if (stderr === '') for (const signal of signals) child.kill(signal);
        stderr += chunk;
      });
      child.on('error', reject);
      child.on('close', (code) => resolve({ code, stdout, stderr }));
    });
    return result;
  }

  it.each<[string, NodeJS.Signals[]]>([
    ['Ctrl-C', ['SIGINT']],
    ['SIGTERM', ['SIGTERM']],
    ['Ctrl-C twice', ['SIGINT', 'SIGINT']],
  ])('end with 130 on %s', async (_, signals) => {
    expect((await interrupted(signals)).code).toBe(130);
  });

  it('leave what is known so far, in files that say they are a part', async () => {
    // So long that it can't be over before its events were read: a full pipe makes it wait.
    const once = await readFile(join(folder, 'mix.wav'));
    const pcm = new Int16Array(once.buffer, once.byteOffset + 44, (once.length - 44) / 2);
    const long = new Int16Array(20 * pcm.length);
    for (let at = 0; at < long.length; at += pcm.length) long.set(pcm, at);
    await writeFile(join(folder, 'long.wav'), wavBytes(long, RATE));
    const child = startCli(['long.wav', ...LIBRARY, '--events', '-o', 'part'], { cwd: folder });
    let positions = 0;
    let asked = false;
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      positions += text.split('"type":"position"').length - 1;
      // Once: a second Ctrl-C would end it without a result.
      if (positions > 40 && !asked) asked = child.kill('SIGINT');
    });
    const { code } = await ended(child);
    const saved = parseTracklist(await readFile(join(folder, 'part/long.json'), 'utf8'), 'long.json');
    expect([code, saved.complete]).toEqual([130, false]);
    expect(saved.entries[0]).toMatchObject({ track: { title: 'Song 1' } });
  });

  it('of the reader are no error: the files are written and the exit is quiet', async () => {
    const child = startCli(['mix.wav', ...LIBRARY, '-o', 'piped', '-q'], { cwd: folder });
    child.stdout.destroy();
    const { code, stderr } = await ended(child);
    expect([code, stderr]).toEqual([0, '']);
    expect(await readdir(join(folder, 'piped'))).toContain('mix.json');
  });
});
