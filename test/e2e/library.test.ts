import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rename, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Library } from '../../src/library/library.js';
import { ownEngine } from '../../src/library/workshop/own-engine.js';
import { random, synth, toInt16, writeWav } from '../support/audio.js';
import { BIN, runCli } from '../support/cli.js';
import { rounds } from '../support/rounds.js';

const RATE = 11_025;

let cwd: string;
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'tracklistify-library-'));
  await mkdir(join(cwd, 'music'));
});
afterEach(() => rm(cwd, { recursive: true }));

const library = (...args: string[]) => runCli(['library', ...args], { cwd });
const nameOf = (path: string): string => path.slice(join(cwd, 'music/').length);
const names = async (): Promise<string[]> =>
  JSON.parse((await library('list', '--json')).stdout).map(({ file }: { file: string }) => nameOf(file));

/** The names of all files in the library, which is sound to its last byte. */
async function onDisk(): Promise<string[]> {
  const warnings: string[] = [];
  const folder = join(cwd, 'tracklistify/library');
  const opened = await Library.open({ folder, engine: ownEngine(), onWarning: (w) => warnings.push(w), now: Date.now });
  const found = await opened.verify({ signal: new AbortController().signal, emit: () => {} });
  expect({ ...found, warnings }).toMatchObject({ unusable: [], nameless: [], missing: [], warnings: [] });
  return (await opened.list()).map(({ file }) => nameOf(file.path)).sort();
}

async function music(count: number, seconds = 6): Promise<string[]> {
  const files = Array.from({ length: count }, (_, i) => `Artist ${i} - Tune ${String(i).padStart(2, '0')}.wav`);
  for (const [i, file] of files.entries())
    await writeWav(join(cwd, 'music', file), toInt16(synth(seconds, { seed: i + 1, rate: RATE })), RATE);
  return files;
}

/** A run of `library add` whose events are handed on as they come; resolves to its exit code, or the signal that ended it. */
function adding(
  onEvent: (event: { type: string; done?: number; label?: string }, kill: (signal: NodeJS.Signals) => void) => void,
) {
  const child = spawn(process.execPath, [BIN, 'library', 'add', 'music', '--events'], {
    cwd,
    env: { PATH: process.env['PATH'], HOME: cwd, XDG_CONFIG_HOME: cwd, XDG_DATA_HOME: cwd, XDG_CACHE_HOME: cwd },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  createInterface({ input: child.stderr }).on('line', (line) => {
    onEvent(JSON.parse(line), (signal) => child.kill(signal));
  });
  return new Promise<number | NodeJS.Signals>((done) => child.on('close', (code, signal) => done(signal ?? code!)));
}

describe('what music sounds like', () => {
  const analyse = (...args: string[]) => runCli(['analyse', ...args], { cwd });
  const loudness = ({ stdout }: { stdout: string }): number[] =>
    JSON.parse(stdout).map((one: { heard: { loudness: { integrated: number } } }) => one.heard.loudness.integrated);

  it('is heard of files, as tracks are added, and of those that were added without it', async () => {
    await music(2);
    await writeFile(join(cwd, 'music/broken.mp3'), 'words');
    const first = await analyse('--json', 'music');
    expect(first).toMatchObject({
      code: 0,
      stderr: expect.stringMatching(/broken.mp3" is no audio file(.|\n)*2 files/),
    });
    const [one, , broken] = JSON.parse(first.stdout);
    const file = join(cwd, 'music/Artist 0 - Tune 00.wav');
    expect(one).toMatchObject({ file, title: 'Tune 00', artists: ['Artist 0'], told: [], kept: false, isLong: false });
    expect(broken).toMatchObject({ file: join(cwd, 'music/broken.mp3'), error: { code: 'format' } });
    expect(loudness({ stdout: JSON.stringify([one]) })[0]).toBeGreaterThan(-30);

    const again = await analyse('music/Artist 0 - Tune 00.wav', 'nowhere.mp3');
    expect(again).toMatchObject({ code: 3, stderr: expect.stringContaining('0 files listened to, 1 heard before') });
    expect(again.stdout).toMatch(/^Track +(.* )?LUFS.*\n.*\nArtist 0 - Tune 00 .*0:06\n$/);

    await rm(join(cwd, 'tracklistify/library/heard'), { recursive: true });
    await library('add', '--no-analyse', file);
    await library('add', 'music');
    expect((await library('stats')).stdout).toMatch(
      /listened to +1 track, the others by 'tracklistify analyse --library'/,
    );
    expect((await analyse('--library')).stderr).toBe('1 file listened to, 1 heard before\n');
    const listed = JSON.parse((await library('list', '--json')).stdout);
    expect(listed[0].heard).toMatchObject({ loudness: expect.closeTo(one.heard.loudness.integrated, 0.5) });
  });

  it.each([
    ['nothing', [], /Name files or folders/],
    ['an address', ['https://example.com/a.mp3'], /save it as a file first/],
    ['a folder without music', ['.'], /There is no music in what you named/],
  ])('is refused with a sentence for %s', async (_, args, message) => {
    expect(await analyse(...args)).toMatchObject({ stdout: '', stderr: expect.stringMatching(message) });
  });
});

describe('the library on the command line', () => {
  it('adds, lists, searches, counts, removes', async () => {
    await music(3);
    await writeFile(join(cwd, 'music/broken.mp3'), 'words');
    const added = await library('add', 'music');
    expect(added).toMatchObject({ code: 0, stdout: '' });
    expect(added.stderr).toMatch(
      /left out: ".*broken\.mp3" is no audio file.*\n3 tracks added, 1 left out, 0:1[78] of music/,
    );

    const list = await library('list');
    expect(list.stdout).toMatch(/^Artist +Title .*LUFS +Length +File\n.*\nArtist 0 +Tune 00 .* 0:0[56] /);
    const [first] = JSON.parse((await library('search', 'tuen', '02', '--json')).stdout);
    expect(first).toMatchObject({
      title: 'Tune 02',
      artists: ['Artist 2'],
      file: join(cwd, 'music/Artist 2 - Tune 02.wav'),
    });
    expect(await library('search', 'nothing')).toMatchObject({ code: 6, stdout: '' });

    const stats = JSON.parse((await library('stats', '--json')).stdout);
    expect(stats).toMatchObject({ tracks: 3, folder: join(cwd, 'tracklistify/library'), outdated: 0 });
    expect(stats.megabytesPerHour).toBeLessThan(20);

    expect(await library('remove', 'tune', '01')).toMatchObject({ code: 2, stderr: expect.stringContaining('--yes') });
    expect(await names()).toHaveLength(3);
    expect(await library('remove', 'music/Artist 1 - Tune 01.wav')).toMatchObject({
      code: 0,
      stderr: '1 track removed\n',
    });
    expect(await library('remove', 'music/Artist 1 - Tune 01.wav')).toMatchObject({ code: 2 });
    // A folder that is there is never taken for words that fit some title.
    await mkdir(join(cwd, 'tune'));
    expect(await library('remove', '--yes', 'tune')).toMatchObject({ code: 2 });
    expect(await names()).toEqual(['Artist 0 - Tune 00.wav', 'Artist 2 - Tune 02.wav']);
  });

  it.runIf(process.platform === 'linux')('reads names that are no UTF-8, as identifying does', async () => {
    const [file] = await music(1);
    const latin = Buffer.concat([Buffer.from(join(cwd, 'music/')), Buffer.from('Beno\xeet - Caf\xe9.wav', 'latin1')]);
    await rename(join(cwd, 'music', file!), latin);
    expect(await library('add', 'music')).toMatchObject({ code: 0, stderr: expect.stringMatching(/^1 track added,/) });
    expect((await library('add', 'music')).stderr).toBe('0 tracks added, 1 unchanged\n');
    expect(await names()).toEqual(['Beno\ufffdt - Caf\ufffd.wav']);
  });

  it('fails with 3 when nothing could be added, or a file that was named', async () => {
    await writeFile(join(cwd, 'words.mp3'), 'words');
    expect(await library('add', 'music')).toMatchObject({ code: 3, stderr: expect.stringContaining('no music') });
    expect(await library('add', 'words.mp3')).toMatchObject({ code: 3, stdout: '' });
    await music(1);
    expect(await library('add', 'music', 'nowhere')).toMatchObject({ code: 3 });
    expect(await names()).toHaveLength(1);
  });

  it('verifies, names what has gone, and repairs what is damaged', async () => {
    const [, gone] = await music(2);
    await library('add', 'music');
    expect(await library('verify')).toMatchObject({ code: 0, stdout: '2 tracks in 1 part, all sound\n' });
    await rename(join(cwd, 'music', gone!), join(cwd, 'music/Elsewhere.wav'));
    expect((await library('verify')).stdout).toContain(`missing: ${join(cwd, 'music', gone!)}\n`);
    expect((await library('add', 'music')).stderr).toMatch(/^0 tracks added, 1 moved, 1 unchanged\n/);
    const { folder } = JSON.parse((await library('stats', '--json')).stdout);
    for (const file of await readdir(join(folder, 'segments')))
      if (file.endsWith('.prints')) await truncate(join(folder, 'segments', file), 3000);
    expect(await library('verify')).toMatchObject({ code: 2, stdout: expect.stringContaining('--repair') });
    expect(await library('verify', '--repair')).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('2 tracks fingerprinted again'),
    });
    expect(await library('verify')).toMatchObject({ code: 0 });
  });

  it('says what is damaged, keeps what repairing takes out, and ends with 2 when that loses a track', async () => {
    const files = await music(2);
    await library('add', 'music');
    const folder = join(cwd, 'tracklistify/library');
    const lists = (await readdir(join(folder, 'segments'))).filter((file) => file.endsWith('.tracks'));
    for (const file of lists) {
      const path = join(folder, 'segments', file);
      await writeFile(path, (await readFile(path, 'utf8')).replace(`${files[1]}"`, `${files[0]}"`));
    }
    expect(await library('list')).toMatchObject({
      stderr: expect.stringContaining('some tracks have lost their names'),
    });
    const { code, stdout } = await library('verify', '--repair', '--json');
    const { repaired } = JSON.parse(stdout);
    expect({ code, lost: repaired.lost }).toEqual({ code: 2, lost: 1 });
    expect(await readdir(repaired.takenOut.folder)).toHaveLength(2);
    expect(await library('verify')).toMatchObject({ code: 0, stdout: '1 track in 1 part, all sound\n' });
    expect(await library('add', 'music')).toMatchObject({ code: 0 });
    expect(await names()).toEqual(files);
  });

  it('shows two examples in every help', async () => {
    for (const command of [
      [],
      ['add'],
      ['list'],
      ['search'],
      ['mark'],
      ['duplicates'],
      ['remove'],
      ['stats'],
      ['verify'],
    ]) {
      const { code, stdout } = await library(...command, '--help');
      expect(code).toBe(0);
      expect(stdout.match(/^ {2}\$ tracklistify library/gm)?.length).toBeGreaterThanOrEqual(2);
    }
  });
});

describe('adding music', () => {
  it('loses nothing that was finished, and damages nothing, however often it is killed', async () => {
    const files = await music(16, 3);
    const next = random(7);
    const most = rounds(40);
    const finished = new Set<string>();
    for (let kills = 0; ; kills++) {
      // Some are killed as soon as they have begun, some after a file or more, some while the parts are being merged.
      let left = Math.floor(next() * 5);
      const end = await adding((event, kill) => {
        if (event.type === 'count' && event.label) finished.add(event.label);
        if (kills < most && (event.type === 'stage' || event.type === 'count') && left-- === 0) kill('SIGKILL');
      });
      expect(await onDisk()).toEqual(expect.arrayContaining([...finished].map(nameOf)));
      if (end === 0) break;
      expect(end).toBe('SIGKILL');
    }
    expect(await onDisk()).toEqual(files.sort());
  });

  it('ends in order on Ctrl-C, with what is done kept', async () => {
    await music(12, 20);
    const end = await adding((event, kill) => {
      if (event.type === 'count' && event.done === 1) kill('SIGINT');
    });
    expect(end).toBe(130);
    const kept = (await onDisk()).length;
    expect(kept).toBeGreaterThanOrEqual(1);
    expect(kept).toBeLessThan(12);
  });

  it('may be done by two processes at once', async () => {
    const files = await music(6, 3);
    const ends = await Promise.all([adding(() => {}), adding(() => {}), adding(() => {})]);
    expect(ends).toEqual([0, 0, 0]);
    expect(await onDisk()).toEqual(files.sort());
  });
});
