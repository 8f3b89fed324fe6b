import { BANDS, BANDS_PER_OCTAVE, ENGINE_RATE, LOWEST_HZ, WINDOW } from './constants.js';

const BIN_HZ = ENGINE_RATE / WINDOW;
/** From here on a band is wider than a bin. */
const WIDE_HZ = BIN_HZ / (2 ** (1 / BANDS_PER_OCTAVE) - 1);

/** Bins of the power spectrum that are needed. */
export const FIRST_BIN = Math.floor(LOWEST_HZ / BIN_HZ) - 1;
export const LAST_BIN = Math.ceil((LOWEST_HZ * 2 ** (BANDS / BANDS_PER_OCTAVE)) / BIN_HZ) + 2;

/**
 * How log-frequency bands are made of a spectrum's bins. Where bands are narrower than bins (the first `narrow` ones) the
 * levels of four bins from `start` on are interpolated by a cubic, which keeps a tone's peak where it is; wider bands sum the
 * power of the bins from `start` to `end`, those two by their weights.
 */
export interface BandTables {
  narrow: number;
  /** First bin whose level no narrow band needs. */
  narrowEnd: number;
  start: Uint32Array;
  end: Uint32Array;
  /** Four for each band. */
  weights: Float32Array;
}

export function bandTables(): BandTables {
  const start = new Uint32Array(BANDS);
  const end = new Uint32Array(BANDS);
  const weights = new Float32Array(BANDS * 4);
  let narrow = 0;
  for (let b = 0; b < BANDS; b++) {
    const hz = LOWEST_HZ * 2 ** (b / BANDS_PER_OCTAVE);
    if (hz < WIDE_HZ) {
      const at = hz / BIN_HZ;
      const k = Math.floor(at);
      start[b] = k - 1;
      weights.set(catmullRom(at - k), b * 4);
      narrow = b + 1;
    } else {
      // Bin k covers k - .5 to k + .5.
      const low = (LOWEST_HZ * 2 ** ((b - 0.5) / BANDS_PER_OCTAVE)) / BIN_HZ + 0.5;
      const high = (LOWEST_HZ * 2 ** ((b + 0.5) / BANDS_PER_OCTAVE)) / BIN_HZ + 0.5;
      const first = Math.floor(low);
      const last = Math.floor(high);
      start[b] = first;
      end[b] = last;
      weights.set(first === last ? [high - low, 0] : [first + 1 - low, high - last], b * 4);
    }
  }
  return { narrow, narrowEnd: start[narrow - 1]! + 4, start, end, weights };
}

/** Weights of the points before, at, after and behind that, for a place t of the way from the second to the third. */
function catmullRom(t: number): number[] {
  return [
    0.5 * (-t + 2 * t * t - t ** 3),
    0.5 * (2 - 5 * t * t + 3 * t ** 3),
    0.5 * (t + 4 * t * t - 3 * t ** 3),
    0.5 * (-t * t + t ** 3),
  ];
}
