import {
  AWAY_CELL_BITS,
  BAND_UNITS,
  FIRST_CELL_BITS,
  PITCH_REACH,
  type QueryFan,
  RATIO_CELL_BITS,
  RATIO_UNITS,
  SPAN_CELL_BITS,
  SPAN_UNITS,
  SPEED_REACH,
  TIME_UNITS,
} from './constants.js';
import { FIRST_BITS, firstOf, keyIn, quartersOf, ratioOf, secondOf, spanOf, stemOf, thirdOf } from './hash-key.js';
import { HashTable } from './hash-table.js';
import { Hasher, SPAN_CELLS } from './hashes.js';
import type { PeakList } from './peak-list.js';
import { SortedStems } from './sorted-stems.js';
import type { PrintIndex } from './types.js';
import type { Votes } from './votes.js';

/** By how much the fields of a hit may differ from the query's: as far as a change of pitch and of speed goes, … */
const PITCH_TOLERANCE = Math.round(PITCH_REACH * BAND_UNITS);
const SPEED_TOLERANCE = Math.round(SPEED_REACH * SPAN_UNITS);
/** … and in what no change moves, by what measuring errs: .75 band, and a thirty-second of the span. */
const AWAY_TOLERANCE = 6;
const RATIO_TOLERANCE = 4;
/** Stems of one hash at most: two for each of four fields. */
const MOST_STEMS = 16;
const LAST_FIRST_CELL = 2 ** FIRST_BITS - 1;

/**
 * Looks the hashes of a stretch of the mix up, with all the cells that speed and pitch may have moved them to. The cells of the
 * first peak's band, which is what a key ends in, lie beside each other: they are one range of keys.
 */
export class Query {
  readonly #hasher = new Hasher();
  readonly #hashes = new HashTable(4096);
  readonly #stems = new SortedStems();
  #lows = new Uint32Array(4096);
  #highs = new Uint32Array(4096);
  /** First of each range's hashes among the sorted stems, and one more. */
  #starts = new Uint32Array(4097);

  /** Casts a vote for each posting that could be a hash of peaks [from, to) of the mix. */
  run(index: PrintIndex, peaks: PeakList, from: number, to: number, fan: QueryFan, votes: Votes): void {
    this.#collect(peaks, from, to, fan);
    const ranges = this.#makeRanges();
    const { order } = this.#stems;
    const table = this.#hashes;
    const starts = this.#starts;
    index.lookup(this.#lows, this.#highs, ranges, (range, keys, positions, details, begin, end) => {
      for (let e = starts[range]!; e < starts[range + 1]!; e++) {
        const h = order[e]!;
        const first = table.first[h]!;
        const span = table.span[h]!;
        const second = table.second[h]!;
        const third = table.third[h]!;
        const ratio = table.ratio[h]!;
        const time = table.time[h]!;
        for (let i = begin; i < end; i++) {
          const key = keys[i]!;
          const detail = details[i]!;
          const pitch = firstOf(key, detail) - first;
          if (pitch > PITCH_TOLERANCE || pitch < -PITCH_TOLERANCE) continue;
          const speed = spanOf(key, detail) - span;
          if (speed > SPEED_TOLERANCE || speed < -SPEED_TOLERANCE) continue;
          const up = secondOf(key, detail) - second;
          if (up > AWAY_TOLERANCE || up < -AWAY_TOLERANCE) continue;
          const on = thirdOf(key, detail) - third;
          if (on > AWAY_TOLERANCE || on < -AWAY_TOLERANCE) continue;
          const part = ratioOf(key, detail) - ratio;
          if (part > RATIO_TOLERANCE || part < -RATIO_TOLERANCE) continue;
          votes.add(time, positions[i]! * TIME_UNITS + quartersOf(detail), speed, pitch);
        }
      }
    });
  }

  /** Hashes whose keys differ in the first band only share a range, which reaches as far as any of theirs. */
  #makeRanges(): number {
    const { stems, order, length } = this.#stems;
    if (this.#lows.length < length) {
      this.#lows = new Uint32Array(stems.length);
      this.#highs = new Uint32Array(stems.length);
      this.#starts = new Uint32Array(stems.length + 1);
    }
    const { first } = this.#hashes;
    let range = -1;
    let before = -1;
    for (let e = 0; e < length; e++) {
      const stem = stems[e]!;
      const band = first[order[e]!]!;
      const low = keyIn(stem, Math.max(0, band - PITCH_TOLERANCE) >> FIRST_CELL_BITS);
      const high = keyIn(stem, Math.min(LAST_FIRST_CELL, (band + PITCH_TOLERANCE) >> FIRST_CELL_BITS));
      if (stem !== before) {
        range++;
        this.#starts[range] = e;
        this.#lows[range] = low;
        this.#highs[range] = high;
        before = stem;
      } else {
        if (low < this.#lows[range]!) this.#lows[range] = low;
        if (high > this.#highs[range]!) this.#highs[range] = high;
      }
    }
    this.#starts[range + 1] = length;
    return range + 1;
  }

  #collect(peaks: PeakList, from: number, to: number, fan: QueryFan): void {
    const table = this.#hashes;
    const stems = this.#stems;
    table.length = 0;
    stems.length = 0;
    const { hash } = this.#hasher;
    const { edge } = fan;
    const take = (): void => {
      const h = table.add(hash.time, hash.first, hash.second, hash.third, hash.ratio, hash.span);
      stems.makeRoom(MOST_STEMS);
      const secondLow = (hash.second - edge) >> AWAY_CELL_BITS;
      const secondHigh = (hash.second + edge) >> AWAY_CELL_BITS;
      const thirdLow = (hash.third - edge) >> AWAY_CELL_BITS;
      const thirdHigh = (hash.third + edge) >> AWAY_CELL_BITS;
      const ratioLow = Math.max(0, hash.ratio - edge) >> RATIO_CELL_BITS;
      const ratioHigh = Math.min(RATIO_UNITS - 1, hash.ratio + edge) >> RATIO_CELL_BITS;
      const spanLow = Math.max(0, hash.span - SPEED_TOLERANCE) >> SPAN_CELL_BITS;
      const spanHigh = Math.min(SPAN_CELLS - 1, (hash.span + SPEED_TOLERANCE) >> SPAN_CELL_BITS);
      for (let second = secondLow; second <= secondHigh; second++) {
        for (let third = thirdLow; third <= thirdHigh; third++) {
          for (let ratio = ratioLow; ratio <= ratioHigh; ratio++) {
            for (let span = spanLow; span <= spanHigh; span++) stems.add(stemOf(second, third, ratio, span), h);
          }
        }
      }
    };
    // Less than one hash for a peak: peaks are left out evenly.
    const whole = { ...fan, hashes: Math.max(1, Math.round(fan.hashes)) };
    let due = 0;
    for (let i = from; i < to; i++) {
      due += Math.min(1, fan.hashes);
      if (due < 1) continue;
      due -= 1;
      this.#hasher.hashesOf(peaks, i, whole, take);
    }
    stems.sort();
  }
}
