import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { synth, toInt16, wavBytes } from '../support/audio.js';
import { type Ran, runChild } from '../support/cli.js';
import { runHere } from '../support/run-here.js';
import { trackEntry, tracklistOf } from '../support/tracklists.js';

/** Most tests run the program in their own process (`runCli`): here is whether that differs from what a user runs. */
const base = mkdtempSync(join(tmpdir(), 'tracklistify-processes-'));
const MIX = wavBytes(toInt16(synth(6, { seed: 1, rate: 11_025 })), 11_025);
/** Of one length, since columns are as wide as what is in them. */
const homes = ['here', 'away'].map((name) => join(base, name));
beforeAll(() => {
  for (const cwd of homes) {
    mkdirSync(join(cwd, 'music'), { recursive: true });
    writeFileSync(join(cwd, 'music/Ann - Tune.wav'), MIX);
    writeFileSync(join(cwd, 'mix.json'), JSON.stringify(tracklistOf([trackEntry(0, 60, 'Tune')])));
  }
});
afterAll(() => rmSync(base, { recursive: true }));

it.each<[args: string, code: number, input?: Uint8Array]>([
  ['--version', 0],
  ['export --help', 0],
  ['exprot mix.json', 2],
  ['export mix.json --stdout -f txt', 0],
  ['export mix.json -f cue --outptu x', 2],
  ['nowhere.mp3', 3],
  ['library add music', 0],
  ['library list', 0],
  ['- --providers library --events --no-files', 0, MIX],
])('"%s" says and ends with the same in a process of its own', async (args, code, input) => {
  const [here, away] = [homes[0]!, homes[1]!];
  const words = args.split(' ');
  const run = (how: typeof runHere, cwd: string): Promise<Ran> => {
    const env = { PATH: process.env['PATH']!, HOME: cwd, LANG: 'C.UTF-8', NO_COLOR: '1' };
    return how(words, { cwd, env: { ...env, TRACKLISTIFY_SHAZAM_ENABLED: 'false' }, ...(input && { input }) });
  };
  const same = ({ stdout, stderr, ...ran }: Ran, home: string) => ({
    ...ran,
    stdout: stdout.replaceAll(home, ''),
    // When it was, how long it took, what of two things was told first, and how often a position was, is no part of it.
    stderr: [
      ...new Set(
        stderr
          .replaceAll(home, '')
          .replaceAll(/\d[\d.:TZ-]*/g, '#')
          .split('\n'),
      ),
    ].sort(),
  });
  const ran = await run(runHere, here);
  expect(ran.code).toBe(code);
  expect(same(ran, here)).toEqual(same(await run(runChild, away), away));
});
