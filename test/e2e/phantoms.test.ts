import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Tracklist } from '../../src/domain/tracklist.js';
import { wavOf } from '../../src/domain/wav.js';
import { runCli } from '../support/cli.js';
import { tracks } from '../support/providers/music.js';
import { type Recognised, Recogniser } from '../support/providers/recogniser.js';
import { musicWith, Rig } from '../support/providers/rig.js';
import { chords } from '../support/shazam-signals.js';

const RATE = 16_000;
const MIXES = 5;
const songs = tracks(2, 90);
let rig: Rig;
let env: Record<string, string>;

beforeAll(async () => {
  const recogniser = new Recogniser(songs);
  const sandstorm = { title: 'Sandstorm', artist: 'Darude', pcm: new Int16Array(0), seconds: 220 };
  // Whatever it doesn't know, it takes for the same place of the same track.
  const recognise = (...heard: Parameters<Recogniser['recognise']>): Recognised =>
    recogniser.recognise(...heard) ?? { track: sandstorm, offset: 61, votes: 40 };
  rig = new Rig(musicWith(songs, recognise, new Uint8Array()));
  ({ env } = await rig.audd());
  for (let m = 0; m < MIXES; m++) {
    const pcm = new Int16Array(200 * RATE);
    pcm.set(songs[m % 2]!.pcm);
    pcm.set(chords(110 * RATE, 7000 + m), 90 * RATE);
    writeFileSync(join(rig.cwd, `mix${m}.wav`), wavOf(pcm, RATE));
  }
});
afterAll(() => rig.close());

const run = (...args: string[]) => runCli(args, { cwd: rig.cwd, env });
const titles = (text: string): unknown[] => [
  ...new Set((JSON.parse(text) as Tracklist).entries.map(({ track }) => track?.title ?? null)),
];

it('a name that a service gives in every mix is in no list any more, and --explain says why', async () => {
  const found: unknown[][] = [];
  for (let m = 0; m < MIXES - 1; m++) found.push(titles((await run(`mix${m}.wav`, '--json')).stdout));
  expect(found[0]).toEqual(['Song 1', 'Sandstorm']);
  const { stdout } = await run(`mix${MIXES - 1}.wav`, '--explain');
  expect(stdout).toContain('perhaps Darude - Sandstorm');
  expect(stdout.replace(/\s+/g, ' ')).toContain('also named in 4 of 4 other mixes by answers that nothing bears out');
  // An earlier one that is identified again is put right, and stands in the place of the old one.
  expect(titles((await run('mix0.wav', '--json')).stdout)).toEqual(['Song 1', null]);
  expect(titles(readFileSync(join(rig.cwd, 'mix0.json'), 'utf8'))).toEqual(['Song 1', null]);
  expect(titles((await run('mix4.wav', '--json', '--no-archive', '-o', 'elsewhere')).stdout)).toContain('Sandstorm');
});
