import {
  BAND_UNITS,
  type Fan,
  LEG_MIN,
  RATIO_UNITS,
  REACH,
  SPAN_CELL_BITS,
  SPAN_MAX,
  SPAN_MIN,
  SPAN_UNITS,
  TIME_UNITS,
} from './constants.js';
import { AWAY_BIAS, type Hash } from './hash-key.js';
import type { PeakList } from './peak-list.js';

const TIME_MIN = SPAN_MIN * TIME_UNITS;
/** Each span of so many quarters of a frame, as a hash tells it. */
const SPAN_TABLE = Uint16Array.from({ length: SPAN_MAX * TIME_UNITS + 1 }, (_, t) =>
  t < TIME_MIN ? 0 : Math.floor(Math.log2(t / TIME_MIN) * SPAN_UNITS),
);
/** More than any fan asks for. */
const MOST_SUCCESSORS = 64;
/** How many cells the spans have, up to the longest one's. */
export const SPAN_CELLS = (SPAN_TABLE[SPAN_TABLE.length - 1]! >> SPAN_CELL_BITS) + 1;
/** Makes hashes of three peaks; holds the room that takes. */
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
        hash.second = up + AWAY_BIAS;
        hash.third = on + AWAY_BIAS;
        hash.ratio = Math.floor(((times[second]! - time) * RATIO_UNITS) / span);
        hash.span = SPAN_TABLE[span]!;
        visit();
        if (++made === hashes) return;
      }
    }
  }
}
