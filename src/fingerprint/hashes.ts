import { BAND_UNITS, type Fan, LEG_MIN, REACH, SPAN_MAX, SPAN_MIN, TIME_UNITS } from './constants.js';
import type { PeakList } from './peak-list.js';

/**
 * A hash is three peaks. Its key has, from the highest bits down: the bands from the first peak to the second and to the
 * third (7 bits each), where the second divides the time between the others (4), the length of that time (3) and the first
 * peak's band (6). The last two are what speed and pitch change, so the keys that a change leads to lie beside each other
 * in a sorted index. What the cells lose is in the detail, so that a hit can be judged without its peaks.
 */
export interface Hash {
  /** Quarters of a frame. */
  time: number;
  /** Eighths of a band. */
  first: number;
  second: number;
  third: number;
  /** 128ths of the span. */
  ratio: number;
  /** 128ths of an octave above the shortest span. */
  span: number;
}

const TIME_MIN = SPAN_MIN * TIME_UNITS;
const SPAN_TABLE = Uint16Array.from({ length: SPAN_MAX * TIME_UNITS + 1 }, (_, t) =>
  t < TIME_MIN ? 0 : Math.floor(Math.log2(t / TIME_MIN) * 128),
);
/** More than any fan asks for. */
const MOST_SUCCESSORS = 64;
/** Longest span in 128ths of an octave, and how many cells of 64 that makes. */
export const SPAN_CELLS = (SPAN_TABLE[SPAN_TABLE.length - 1]! >> 6) + 1;
/** Differences of bands are shifted by this, and by half a cell, to be positive. */
export const DIFFERENCE_BIAS = REACH * BAND_UNITS + BAND_UNITS / 2;

export function keyOf(second: number, third: number, ratio: number, span: number, first: number): number {
  return (second << 20) | (third << 13) | (ratio << 9) | (span << 6) | first;
}

export function keyOfHash(h: Hash): number {
  return keyOf(h.second >> 3, h.third >> 3, h.ratio >> 3, h.span >> 6, h.first >> 5);
}

/** first: 5 bits, span: 6, second: 3, third: 3, ratio: 3, quarter of a frame: 2. */
export function detailOfHash(h: Hash): number {
  return (
    ((h.first & 31) << 17) |
    ((h.span & 63) << 11) |
    ((h.second & 7) << 8) |
    ((h.third & 7) << 5) |
    ((h.ratio & 7) << 2) |
    (h.time & 3)
  );
}

/** Makes hashes; holds the room that takes. */
export class Hasher {
  /** What `visit` is called for; overwritten by the next one. */
  readonly hash: Hash = { time: 0, first: 0, second: 0, third: 0, ratio: 0, span: 0 };
  readonly #successors = new Int32Array(MOST_SUCCESSORS);

  /**
   * Makes the hashes that begin with peak i: pairs of the next peaks within reach, the nearest first, at most as
   * many as `fan` says. All peaks up to SPAN_MAX after it must be in the list.
   */
  hashesOf(peaks: PeakList, i: number, { successors: reach, hashes }: Fan, visit: () => void): void {
    const { times, bands, length } = peaks;
    const { hash } = this;
    const successors = this.#successors;
    const time = times[i]!;
    const band = bands[i]!;
    let found = 0;
    for (let j = i + 1; j < length && found < reach; j++) {
      const leg = times[j]! - time;
      if (leg > SPAN_MAX * TIME_UNITS) break;
      if (leg < LEG_MIN * TIME_UNITS || Math.abs(bands[j]! - band) > REACH * BAND_UNITS) continue;
      successors[found++] = j;
    }
    let made = 0;
    for (let k = 1; k < found; k++) {
      const third = successors[k]!;
      const span = times[third]! - time;
      if (span < TIME_MIN) continue;
      for (let j = 0; j < k; j++) {
        const second = successors[j]!;
        if (times[third]! - times[second]! < LEG_MIN * TIME_UNITS) continue;
        const up = bands[second]! - band;
        const on = bands[third]! - band;
        // A held tone gives the same three again and again: they say nothing.
        if (Math.abs(up) < BAND_UNITS && Math.abs(on) < BAND_UNITS) continue;
        hash.time = time;
        hash.first = band;
        hash.second = up + DIFFERENCE_BIAS;
        hash.third = on + DIFFERENCE_BIAS;
        hash.ratio = Math.floor(((times[second]! - time) * 128) / span);
        hash.span = SPAN_TABLE[span]!;
        visit();
        if (++made === hashes) return;
      }
    }
  }
}
