import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { parseTracklist } from '../../src/domain/schema.js';
import { wavBytes } from '../support/audio.js';
import { ended, runCli, startCli } from '../support/cli.js';
import { crossfade, piece, RATE } from '../support/synth.js';

let base: string;
let home: string;
let cwd: string;
let runs = 0;
beforeAll(async () => {
  base = await mkdtemp(join(tmpdir(), 'tracklistify-archive-'));
  await mkdir(join(base, 'music'));
  for (const seed of [1, 2]) {
    await writeFile(join(base, `music/Artist ${seed} - Song ${seed}.wav`), wavBytes(piece(seed, 40), RATE));
  }
  const pieces = [1, 77, 2].map((seed) => piece(seed, 40));
  await writeFile(join(base, 'pier.wav'), wavBytes(crossfade(pieces, 8), RATE));
});
beforeEach(async () => {
  home = join(base, `home-${runs}`);
  cwd = join(base, `run-${runs++}`);
  await mkdir(home);
  await mkdir(cwd);
});
afterAll(() => rm(base, { recursive: true, force: true }));

const env = () => ({ HOME: home, XDG_CONFIG_HOME: home, XDG_DATA_HOME: home, XDG_CACHE_HOME: join(base, 'cache') });
const run = (...args: string[]) => runCli(args, { cwd, env: env() });
const identify = (...args: string[]) => run(...args, '--library', '../music', '--providers', 'library');
const titles = (text: string) =>
  parseTracklist(text, 'it').entries.map(
    (entry) => `${entry.track?.title ?? 'ID'}${entry.corrected ? ' (yours)' : ''}`,
  );
const read = async (file: string) => titles(await readFile(join(cwd, file), 'utf8'));
async function correct(file: string): Promise<void> {
  const document = JSON.parse(await readFile(join(cwd, file), 'utf8'));
  const at = document.entries.findIndex((entry: { kind: string }) => entry.kind === 'unknown');
  document.entries[at].track = { title: 'Mine', artists: ['Me'] };
  await writeFile(join(cwd, file), JSON.stringify(document));
}
const MENDED = ['Song 1', 'Mine (yours)', 'Song 2'];

it('brings back what was said of a mix, wherever it lies and whatever became of its files', async () => {
  await identify('../pier.wav', '-f', 'json');
  await correct('pier.json');
  expect((await identify('../pier.wav', '-f', 'json')).stdout).toContain('yours');
  await rm(join(cwd, 'pier.json'));
  await rm(join(home, 'tracklistify/results'), { recursive: true });
  await copyFile(join(base, 'pier.wav'), join(cwd, 'another name.wav'));
  expect((await identify('another name.wav', '-f', 'json,txt')).code).toBe(0);
  expect(await read('another name.json')).toEqual(MENDED);
  expect(await readFile(join(cwd, 'another name.txt'), 'utf8')).toContain('Me - Mine');
  expect(titles((await identify('../pier.wav', '--json', '--no-files')).stdout)).toEqual(MENDED);
  expect(titles((await identify('../pier.wav', '--json', '--no-files', '--no-archive')).stdout)).toEqual([
    'Song 1',
    'ID',
    'Song 2',
  ]);
  // Taken out of the document, it is taken back everywhere.
  const document = JSON.parse(await readFile(join(cwd, 'another name.json'), 'utf8'));
  delete document.corrections;
  await writeFile(join(cwd, 'another name.json'), JSON.stringify(document));
  await identify('another name.wav', '-f', 'json');
  expect(titles((await identify('../pier.wav', '--json', '--no-files')).stdout)).toEqual(['Song 1', 'ID', 'Song 2']);
});

it('draws what was heard into the page of a mix, whichever command writes it', async () => {
  const isDrawn = async (file: string) => /class="low" d="M0 0l0-\d/.test(await readFile(join(cwd, file), 'utf8'));
  await identify('../pier.wav', '-f', 'json,html');
  expect(await isDrawn('pier.html')).toBe(true);
  await run('edit', 'pier.json', 'accept', '1');
  expect(await readFile(join(cwd, 'pier.html'), 'utf8')).toContain('checked');
  expect(await isDrawn('pier.html')).toBe(true);
  await run('export', 'pier.json', '-f', 'html', '-o', 'exported');
  expect(await isDrawn('exported/pier.html')).toBe(true);
  await run('archive', 'export', '--all', '-f', 'html', '-o', 'kept');
  expect(await isDrawn('kept/pier.html')).toBe(true);
  expect((await run('export', 'pier.json', '-f', 'html', '--stdout')).stdout).toMatch(/class="low" d="M0 0l0-\d/);
  await writeFile(join(cwd, 'exported/pier.html'), 'mine');
  await run('export', 'pier.json', '-f', 'html', '-o', 'exported');
  expect(await readFile(join(cwd, 'exported/pier.html'), 'utf8')).toBe('mine');
});

it('shows, searches and counts what it keeps, writes it as files again, and reads them and CUE sheets back', async () => {
  expect((await run('archive', 'list')).stderr).toContain('Nothing is kept yet');
  expect((await run('archive', 'stats')).stderr).toContain('Nothing is kept yet');
  await identify('../pier.wav', '-f', 'json,cue');
  expect((await run('archive', 'list')).stdout).toMatch(/^[0-9a-f]{8} {2}pier +\S+ +1:44 +2 +1 *$/m);
  expect(titles((await run('archive', 'show', '../pier.wav', '--json')).stdout)).toEqual(['Song 1', 'ID', 'Song 2']);
  expect((await run('archive', 'show', 'pier.json')).stdout).toContain('Artist 1');
  const found = await run('archive', 'search', 'sogn', '2', '--json');
  expect(JSON.parse(found.stdout)).toMatchObject([{ mix: { name: 'pier' }, played: { title: 'Song 2' } }]);
  expect((await run('archive', 'search', 'nobody')).code).toBe(6);
  expect((await run('archive', 'stats')).stdout).toContain('2 plays of 2 tracks');
  await writeFile(join(cwd, 'mine.html'), 'mine');
  expect((await run('archive', 'stats', '--html', 'mine.html')).code).toBe(7);
  for (let again = 0; again < 2; again++) {
    expect(await run('archive', 'stats', '--html', 'played.html')).toMatchObject({
      code: 0,
      stderr: 'wrote played.html\n',
    });
  }
  expect(await readFile(join(cwd, 'played.html'), 'utf8')).toContain('Artist 1 - Song 1');
  expect(await run('archive', 'export', '--all', '-o', 'backup', '-f', 'json,cue')).toMatchObject({ code: 0 });
  expect((await readdir(join(cwd, 'backup'))).sort()).toEqual(['pier.cue', 'pier.json']);
  const [{ id }] = JSON.parse((await run('archive', 'list', '--json')).stdout);
  expect((await run('archive', 'remove', id)).stderr).toBe('1 mix removed from the archive\n');
  expect(JSON.parse((await run('archive', 'list', '--json')).stdout)).toEqual([]);
  expect((await run('archive', 'show', id)).code).toBe(2);
  // A sheet of the kept mix is none of another one; one with other times may be.
  await writeFile(
    join(cwd, 'later.cue'),
    (await readFile(join(cwd, 'pier.cue'), 'utf8')).replaceAll('INDEX 01 00:', 'INDEX 01 09:'),
  );
  for (let again = 0; again < 2; again++) {
    const { code, stderr } = await run('archive', 'import', 'backup/pier.json', 'pier.cue', 'later.cue');
    expect([code, stderr]).toEqual([
      0,
      expect.stringMatching(
        /^pier\.cue says what is kept of "pier" \([0-9a-f]{8}\), so nothing was taken from it\n2 tracklists taken into the archive\n$/,
      ),
    ]);
  }
  expect(JSON.parse((await run('archive', 'list', '--json')).stdout)).toMatchObject([
    { name: 'pier.wav', tracks: 2, unknown: 1 },
    { name: 'pier', tracks: 2, unknown: 1 },
  ]);
  expect((await run('archive', 'verify')).stdout).toBe('2 mixes read, all whole\n');
  // What can't be read is removed by the beginning of its number.
  const mixes = join(home, 'tracklistify/archive/mixes');
  const [first] = (await readdir(mixes)).sort();
  const torn = first!.slice(0, 12);
  for (const name of await readdir(mixes)) if (name.startsWith(torn)) await writeFile(join(mixes, name), 'torn');
  expect(await run('archive', 'verify')).toMatchObject({
    code: 2,
    stdout: expect.stringContaining(`${torn}: nothing`),
  });
  expect((await run('archive', 'remove', torn.slice(0, 6))).code).toBe(0);
  expect((await run('archive', 'verify')).stdout).toBe('1 mix read, all whole\n');
});

it('is whole after runs that were killed, and with two at once', async () => {
  const kept = async () => JSON.parse((await run('archive', 'list', '--json')).stdout).length;
  for (let i = 0; i < 3; i++) await copyFile(join(base, 'pier.wav'), join(cwd, `${i}.wav`));
  const start = (name: string) =>
    startCli([name, '--library', '../music', '--providers', 'library', '--events'], { cwd, env: env() });
  const killed = start('0.wav');
  killed.stderr.on('data', (text: Buffer) => {
    if (String(text).includes('"write"')) killed.kill('SIGKILL');
  });
  await ended(killed);
  expect(await kept()).toBeLessThanOrEqual(1);
  await Promise.all([ended(start('1.wav')), ended(start('2.wav'))]);
  // All three are one recording.
  expect(await kept()).toBe(1);
  expect((await run('archive', 'verify')).code).toBe(0);
  // Where nothing can be kept, the result is worth more than its place there.
  await rm(join(home, 'tracklistify/archive'), { recursive: true });
  await writeFile(join(home, 'tracklistify/archive'), 'in the way');
  const { code, stderr } = await identify('1.wav', '-f', 'json');
  expect(code).toBe(0);
  expect(stderr).toContain("isn't kept there");
});

it('suggests what of the library mixes next, by what was mixed before, and writes it as a playlist', async () => {
  await run('library', 'add', '../music', '--no-analyse');
  const unknown = await run('suggest', '../pier.wav');
  expect(unknown).toMatchObject({ code: 2, stderr: expect.stringContaining('is there, but neither in the library') });
  expect(await run('suggest', 'song 1')).toMatchObject({ code: 6, stderr: expect.stringContaining('nothing tells') });
  await identify('../pier.wav', '-f', 'json');
  const { tracks } = JSON.parse((await run('suggest', 'sogn 1', '--json')).stdout);
  expect(tracks).toMatchObject([
    { track: { title: 'Song 2' }, reasons: [{ factor: 'mixed', text: 'was played near it in one of your mixes' }] },
  ]);
  // All of a mix was just played.
  expect((await run('suggest', 'pier.json')).code).toBe(6);
  const set = await run('suggest', '../music/Artist 2 - Song 2.wav', '--set', '70s', '-f', 'm3u8', '-o', 'sets');
  expect(set).toMatchObject({
    code: 0,
    stderr: expect.stringContaining('wrote sets/set rise from Artist 2 - Song 2.m3u8'),
  });
  const list = await readFile(join(cwd, 'sets/set rise from Artist 2 - Song 2.m3u8'), 'utf8');
  expect(list.match(/^[^#].*$/gm)).toEqual([
    join(base, 'music/Artist 2 - Song 2.wav'),
    join(base, 'music/Artist 1 - Song 1.wav'),
  ]);
  expect(await run('suggest', 'song')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('may be any of these'),
  });
  expect((await run('suggest', '--taste')).stdout).toContain('2 plays in 1 mix\n');
  expect((await run('suggest', '--forget-taste')).stdout).toContain('Nothing is known of what you play, since');
});
