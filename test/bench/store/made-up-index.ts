import type { TrackPrint } from '../../../src/fingerprint/types.js';
import { random } from '../../support/audio.js';

/**
 * Postings as real music has them, measured with engine version 3 on 16 tracks of the game-music corpus: 118 a second; two
 * postings of different tracks share a key once in 2.3 million; a third of a track's keys come back in it. A density of
 * 1/(2√x) over 9 million keys gives the same chance of sharing.
 */
export const POSTINGS_PER_SECOND = 118;
export const POSITIONS_PER_SECOND = 86;
const PEAK_BYTES_PER_SECOND = 100;
export const DISTINCT_KEYS = 9_000_000;
const REPEATED = 0.33;
/** Keys lie anywhere in the engine's range, the frequent ones not together. */
const KEY_RANGE = 84_500_000;

export const keyAt = (u: number): number => Math.imul(Math.floor(DISTINCT_KEYS * u * u) + 1, 0x9e3779b1) >>> 0;

/** Ranges as the engine asks for them: a key that music has, and those on either side of it, since the first band may differ. */
export function makeRanges(count: number, seed: number): { lows: Uint32Array; highs: Uint32Array; count: number } {
  const next = random(seed);
  const middles = Uint32Array.from({ length: count }, () => keyAt(next()) % KEY_RANGE).sort();
  const lows = new Uint32Array(count);
  const highs = new Uint32Array(count);
  let ranges = 0;
  for (const middle of middles) {
    const low = Math.max(0, middle - 1);
    if (ranges > 0 && low <= highs[ranges - 1]!) {
      highs[ranges - 1] = middle + 1;
      continue;
    }
    lows[ranges] = low;
    highs[ranges++] = middle + 1;
  }
  return { lows, highs, count: ranges };
}

export function makePrint(seconds: number, seed: number): TrackPrint {
  const next = random(seed);
  const length = seconds * POSITIONS_PER_SECOND;
  const count = seconds * POSTINGS_PER_SECOND;
  const keys = new Uint32Array(count);
  const positions = new Uint32Array(count);
  const details = new Uint32Array(count);
  for (let i = 0; i < count; i++) {
    const again = i > 0 && next() < REPEATED;
    keys[i] = again ? keys[Math.floor(next() * i)]! : keyAt(next()) % KEY_RANGE;
    positions[i] = Math.floor((i * length) / count);
    details[i] = Math.floor(next() * 2 ** 22);
  }
  const peaks = Uint8Array.from({ length: seconds * PEAK_BYTES_PER_SECOND }, () => next() * 256);
  return { length, seconds, keys, positions, details, peaks };
}
