import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { playSet } from '../../src/demo/mix.js';
import { render } from '../../src/demo/render.js';
import type { Score } from '../../src/demo/score.js';
import { LIBRARY, truthOf } from '../../src/demo/set.js';
import type { Sound } from '../../src/demo/sound.js';
import type { Tracklist } from '../../src/domain/tracklist.js';
import { wavOf } from '../../src/domain/wav.js';
import { Recogniser } from '../support/providers/recogniser.js';
import { type Music, musicWith, Rig } from '../support/providers/rig.js';
import { tolerant } from '../support/providers/tolerant.js';

/** From 32 to 16 kHz. */
const halved = (sound: Sound): Int16Array =>
  Int16Array.from({ length: sound.length >> 1 }, (_, i) =>
    Math.round(Math.max(-1, Math.min(1, (sound[2 * i]! + sound[2 * i + 1]!) / 2)) * 32_000),
  );

const TRUTH = truthOf();
let music: Music;
let rig: Rig;
beforeAll(() => {
  const recorded = new Map<Score, Sound>();
  const record = (score: Score): Sound => {
    const sound = recorded.get(score) ?? render(score);
    recorded.set(score, sound);
    return sound;
  };
  const songs = LIBRARY.map((score, i) => ({
    title: score.title,
    artist: score.artist,
    isrc: `QZTST26000${String(i).padStart(2, '0')}`,
    pcm: halved(record(score)),
  }));
  // As services do, these take a track at the speeds at which DJs play it.
  const warps = TRUTH.map(({ speed, deck }) => ({ tempo: speed, pitch: deck === 'vinyl' ? speed : 1 }));
  const playing = playSet(record);
  let step = playing.next();
  while (!step.done) step = playing.next();
  music = musicWith(songs, tolerant(new Recogniser(songs), warps), wavOf(halved(step.value), 16_000));
});
beforeEach(() => {
  rig = new Rig(music);
});
afterEach(() => rig.close());

describe("the demo's mix", () => {
  it.each([['acrcloud'], ['shazam'], ['acrcloud,shazam']])('is identified through %s', async (names) => {
    const [acrcloud, shazam] = [await rig.acrcloud(), await rig.shazam({ retryMs: 100 })];
    const env = { ...acrcloud.env, ...shazam.env };
    const plan = JSON.parse((await rig.run(['--json', '--dry-run', '--providers', names], env)).stdout);
    const { code, stdout } = await rig.run(['--json', '--providers', names], env);
    expect(code).toBe(0);
    const { entries, stats } = JSON.parse(stdout) as Tracklist;
    const played = TRUTH.filter(({ score }) => score !== null);
    const named = entries.filter((entry) => entry.kind === 'track');
    expect(named.map((entry) => entry.track.title)).toEqual(played.map(({ score }) => score!.title));
    for (const [i, entry] of named.entries()) expect(Math.abs(entry.start - played[i]!.start)).toBeLessThan(25);
    // Shazam tells no lengths, so that what is played for a minute between two of its answers isn't suspected.
    if (names === 'acrcloud') expect(entries.findIndex((entry) => entry.kind === 'unknown')).toBe(3);
    for (const { name, calls } of plan.providers) expect(stats.providers[name]!.calls).toBeLessThanOrEqual(calls);
  });
});
