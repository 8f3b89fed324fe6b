import type { PeakList } from './peak-list.js';

/** Peaks are the same when they lie this near: 25 ms (in quarters of a frame) and .6 band (in eighths). */
export const TIME_NEAR = 8.6;
const BAND_NEAR = 5;

/** Finds peaks of the mix, for so many walks along it side by side. */
export class NearbyPeaks {
  readonly #mix: PeakList;
  readonly #cursors: Int32Array;

  constructor(mix: PeakList, walks: number) {
    this.#mix = mix;
    this.#cursors = new Int32Array(walks);
  }

  /** All walks go on from this moment of the mix, in either direction. */
  begin(time: number): void {
    this.#cursors.fill(this.#mix.indexAt(time));
  }

  /**
   * The mix's peak nearest to this moment among those that count as the same, or -1. Each walk looks from where it looked last, so
   * that a step costs a peak or two.
   */
  nearest(time: number, band: number, walk: number): number {
    const { times, bands, length } = this.#mix;
    const earliest = time - TIME_NEAR;
    let from = this.#cursors[walk]!;
    while (from < length && times[from]! < earliest) from++;
    while (from > 0 && times[from - 1]! >= earliest) from--;
    this.#cursors[walk] = from;
    let best = -1;
    let distance = TIME_NEAR;
    for (let i = from; i < length; i++) {
      const off = times[i]! - time;
      if (off > TIME_NEAR) break;
      const apart = bands[i]! - band;
      if (apart > BAND_NEAR || apart < -BAND_NEAR || Math.abs(off) > distance) continue;
      distance = Math.abs(off);
      best = i;
    }
    return best;
  }
}
