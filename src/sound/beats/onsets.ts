import { BANDS, LEVEL_UNITS } from './columns.js';

/** How strongly sounds begin in each column, 0 and more. */
export interface Onsets {
  /** In decibels that a sound rises by, so that soft ones count nearly as much as loud ones: what is followed. */
  all: Float32Array;
  /** By loudness, so that a kick is more than a bass, the strongest within two columns to either side: in two neighbouring bands each: where kicks are, basses, snares and voices, hats. */
  accents: readonly Float32Array[];
}

/** Levels this far below the loudest of the piece are silence: 48 dB. */
const DEPTH = 128;
/** What noise rises by from column to column, and a rise beyond which more says no more: 2 and 15 dB. */
const NOISE = 5;
const MOST = 40;

/** The fourth root of power is near to how loud a sound is felt to be. */
const LOUDNESS = Float32Array.from({ length: 256 }, (_, level) => 2 ** (level / LEVEL_UNITS / 4));
/** So that each group counts about the same in all; the two in the middle tell of tunes, too. */
const WEIGHTS = [1, 1, 0.5, 0.5, 0.5, 0.5, 1, 1];

/** A sound begins where two columns are louder than the two before. */
export function onsetsOf(levels: Uint8Array): Onsets {
  const count = levels.length / BANDS;
  const accents = Array.from({ length: BANDS / 2 }, () => new Float32Array(count));
  const all = new Float32Array(count);
  const floor = Math.max(1, loudest(levels) - DEPTH);
  const floored = Uint8Array.from({ length: 256 }, (_, level) => Math.max(floor, level));
  for (let band = 0; band < BANDS; band++) {
    const accent = accents[band >> 1]!;
    const weight = WEIGHTS[band]!;
    let a = floored[levels[band] ?? 0]!;
    let b = a;
    let c = floored[levels[BANDS + band] ?? 0]!;
    for (let t = 1; t + 1 < count; t++) {
      const d = floored[levels[BANDS * (t + 1) + band]!]!;
      const rise = (c + d - a - b) / 2 - NOISE;
      if (rise > 0) {
        all[t]! += weight * Math.min(MOST, rise);
        accent[t]! += LOUDNESS[c]! + LOUDNESS[d]! - LOUDNESS[a]! - LOUDNESS[b]!;
      }
      a = b;
      b = c;
      c = d;
    }
  }
  return { all, accents: accents.map(widened) };
}

/** The strongest within two columns to either side, with a mean of 1. */
function widened(values: Float32Array): Float32Array {
  const wide = new Float32Array(values.length);
  let sum = 0;
  for (let t = 0; t < values.length; t++) {
    let most = values[t]!;
    for (let u = Math.max(0, t - 2); u <= t + 2; u++) {
      const value = values[u];
      if (value !== undefined && value > most) most = value;
    }
    wide[t] = most;
    sum += values[t]!;
  }
  const mean = sum / Math.max(1, values.length);
  if (mean > 0) for (let t = 0; t < wide.length; t++) wide[t]! /= mean;
  return wide;
}

/** A level that hardly anything lies above. */
function loudest(levels: Uint8Array): number {
  const counts = new Uint32Array(256);
  for (const level of levels) counts[level]!++;
  let above = 0;
  let level = 255;
  while (level > 0 && above + counts[level]! <= levels.length / 200) above += counts[level--]!;
  return level;
}
