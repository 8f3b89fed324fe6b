import { appendFile, copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { parseTracklist } from '../../src/domain/schema.js';
import { wavBytes } from '../support/audio.js';
import { ended, runCli, startCli } from '../support/cli.js';
import { musicOf, Rig } from '../support/providers/rig.js';
import { crossfade, piece, RATE } from '../support/synth.js';

let base: string;
let home: string;
let cwd: string;
let runs = 0;
beforeAll(async () => {
  base = await mkdtemp(join(tmpdir(), 'tracklistify-retry-'));
  for (const folder of ['music', 'later']) await mkdir(join(base, folder));
  for (const [seed, folder] of [
    [1, 'music'],
    [2, 'music'],
    [3, 'later'],
  ] as const) {
    await writeFile(join(base, folder, `Artist ${seed} - Song ${seed}.wav`), wavBytes(piece(seed, 40), RATE));
  }
  const pier = [1, 3, 2].map((seed) => piece(seed, 40));
  const beach = [2, 3, 1].map((seed) => piece(seed, 40));
  await writeFile(join(base, 'pier.wav'), wavBytes(crossfade(pier, 8), RATE));
  await writeFile(join(base, 'beach.wav'), wavBytes(crossfade(beach, 8), RATE));
});
beforeEach(async () => {
  home = join(base, `home-${runs}`);
  cwd = join(base, `run-${runs++}`);
  await mkdir(home);
  await mkdir(cwd);
});
afterAll(() => rm(base, { recursive: true, force: true }));

const env = () => ({ HOME: home, XDG_CONFIG_HOME: home, XDG_DATA_HOME: home, XDG_CACHE_HOME: home });
const run = (...args: string[]) => runCli(args, { cwd, env: env() });
const titlesIn = (text: string): string[] =>
  parseTracklist(text, 'it').entries.map(
    (entry) => `${entry.track?.title ?? 'ID'}${entry.corrected ? ' (yours)' : ''}`,
  );
const read = async (file: string): Promise<string[]> => titlesIn(await readFile(join(cwd, file), 'utf8'));

/** Two mixes whose middle nobody knows, and which aren't there any more, and then music that has it. */
async function identifyAndGrow(between: () => Promise<unknown> = async () => {}): Promise<void> {
  for (const mix of ['pier.wav', 'beach.wav']) await copyFile(join(base, mix), join(cwd, mix));
  expect((await run('library', 'add', '../music')).code).toBe(0);
  const { code } = await run('pier.wav', 'beach.wav', '--providers', 'library', '-f', 'json,txt,csv');
  expect(code).toBe(0);
  for (const mix of ['pier.wav', 'beach.wav']) await rm(join(cwd, mix));
  // What it was compared with just now, it isn't compared with again.
  expect((await run('retry', '--all')).stderr).toBe('nothing new for 2 mixes\n');
  await between();
  expect((await run('library', 'add', '../later')).code).toBe(0);
}

describe('retry', () => {
  it('names in old mixes what the library has gained, without the mixes, and mends their files; what people said stands', async () => {
    await identifyAndGrow(async () => {
      await run('edit', 'beach.json', 'set', '2', 'Me - Mine');
      await appendFile(join(cwd, 'pier.csv'), 'mine\n');
    });
    const planned = await run('retry', '--all', '--dry-run');
    expect(planned.stdout).toMatch(/^pier: 1 stretch \(0:\d\d\) by kept sound\n1 mix, /);
    const { code, stdout, stderr } = await run('retry', '--all');
    expect([code, stdout]).toEqual([
      0,
      expect.stringMatching(/^pier\n {2}0:\d\d {2}ID.* → Artist 3 - Song 3 {2}\d\d %\n$/),
    ]);
    expect(stderr).toContain('wrote pier.json\n');
    expect(stderr).toContain('pier.csv was changed by hand, so it stays');
    expect(stderr).toMatch(/1 new name in 1 mix, nothing unknown is left/);
    expect(await read('pier.json')).toEqual(['Song 1', 'Song 3', 'Song 2']);
    expect(await readFile(join(cwd, 'pier.txt'), 'utf8')).toContain('Artist 3 - Song 3');
    expect(await read('beach.json')).toEqual(['Song 2', 'Mine (yours)', 'Song 1']);
    expect(titlesIn((await run('archive', 'show', 'pier', '--json')).stdout)).toEqual(['Song 1', 'Song 3', 'Song 2']);

    const again = await run('retry', '--all');
    expect([again.code, again.stdout, again.stderr]).toEqual([0, '', 'nothing new for 2 mixes\n']);
    // Rejected, it is unknown again, and stays so.
    await run('edit', 'pier.json', 'reject', '2');
    const rejected = JSON.parse((await run('retry', 'pier', '--json')).stdout);
    expect(rejected).toMatchObject({ mixes: [{ name: 'pier', changes: [], unknown: 1 }], named: 0 });
    expect(await read('pier.json')).toEqual(['Song 1', 'ID', 'Song 2']);
  });

  it('goes on where it was killed, and loses nothing', async () => {
    await identifyAndGrow();
    const child = startCli(['retry', '--all'], { cwd, env: env() });
    child.stderr.on('data', (text: string) => {
      if (String(text).includes('wrote')) child.kill('SIGKILL');
    });
    await ended(child);
    const { code } = await run('retry', '--all');
    expect(code).toBe(0);
    expect(await read('pier.json')).toEqual(['Song 1', 'Song 3', 'Song 2']);
    expect(await read('beach.json')).toEqual(['Song 2', 'Song 3', 'Song 1']);
    expect((await run('retry', '--all')).stderr).toBe('nothing new for 2 mixes\n');
  });

  it('decodes a mix whose sound was never kept, where it is still there, and says where it isn’t', async () => {
    await identifyAndGrow();
    await rm(join(home, 'tracklistify/archive'), { recursive: true });
    await copyFile(join(base, 'pier.wav'), join(cwd, 'pier.wav'));
    await run('archive', 'import', 'pier.json', 'beach.json');
    const { code, stdout, stderr } = await run('retry', '--all');
    expect([code, stdout]).toEqual([0, expect.stringContaining('Song 3')]);
    expect(stderr).toMatch(/can't be heard: beach: .*beach\.wav/);
    expect(await read('pier.json')).toEqual(['Song 1', 'Song 3', 'Song 2']);
    expect(await read('beach.json')).toEqual(['Song 2', 'ID', 'Song 1']);
  });

  it('refuses what makes no sense with the way on', async () => {
    for (const [args, said] of [
      [[], /Name the mixes.*--all/],
      [['--all', 'pier'], /Name the mixes.*--all/],
      [['--all', '--providers', 'shazam'], /--max-calls 50/],
      [['nowhere'], /no mix that "nowhere" names/],
      [['--all'], /There is nothing to compare with.*library add/s],
    ] as const) {
      const { code, stdout, stderr } = await run('retry', ...args);
      expect([code, stdout, stderr.replace(/\s+/g, ' ')]).toEqual([2, '', expect.stringMatching(said)]);
    }
  });
});

describe('retry by services', () => {
  it('asks about what is unknown alone, as often as it may, and goes on the next time', async () => {
    const music = musicOf([
      { song: 0, from: 12, seconds: 100 },
      { song: 1, from: 5, seconds: 110 },
      { song: 2, from: 20, seconds: 100 },
    ]);
    const rig = new Rig(music);
    try {
      let knowsAll = false;
      const { calls, env } = await rig.acrcloud({
        recognise: (pcm, rate) => {
          const found = music.hear(pcm, rate);
          return found?.track.title === 'Song 2' && !knowsAll ? null : found;
        },
      });
      // What it doesn't know isn't remembered for longer than a moment.
      const surroundings = { ...env, TRACKLISTIFY_CACHE_NO_MATCH_DAYS: '0.00000001' };
      const before = JSON.parse((await rig.run(['--json'], surroundings)).stdout);
      expect(titlesIn(JSON.stringify(before))).toEqual(['Song 1', 'ID', 'Song 3']);
      const asked = calls.length;
      const again = (...args: string[]) => runCli(['retry', 'mix', ...args], { cwd: rig.cwd, env: surroundings });
      knowsAll = true;
      expect((await again('--max-calls', '1', '--json', '--quiet')).code).toBe(0);
      expect(calls).toHaveLength(asked + 1);
      const { code, stdout } = await again('--max-calls', '20', '--json');
      expect(code).toBe(0);
      expect(calls.length - asked).toBeLessThan(6);
      const { mixes } = JSON.parse(stdout);
      const found = await readFile(join(rig.cwd, 'mix.json'), 'utf8');
      expect(titlesIn(found)).toEqual(['Song 1', 'Song 2', 'Song 3']);
      expect(mixes).toMatchObject([{ name: 'mix', unknown: 0 }]);
      // The entries beside it are as they were, but that the one before it goes on until it takes over.
      const { entries } = JSON.parse(found);
      expect([{ ...entries[0], end: 0 }, entries[2]]).toEqual([{ ...before.entries[0], end: 0 }, before.entries[2]]);
      expect(entries[0].end).toBe(entries[1].start);
    } finally {
      await rig.close();
    }
  });
});
