import { PITCH_REACH, type QueryFan, SPEED_REACH, TIME_UNITS } from './constants.js';
import { Hasher, keyOf, SPAN_CELLS } from './hashes.js';
import type { PeakList } from './peak-list.js';
import type { PrintIndex } from './types.js';
import type { Votes } from './votes.js';

/** By how much the details of a hit may differ from the query's, in the units of the hash. */
const PITCH_TOLERANCE = Math.round(PITCH_REACH * 8);
const SPEED_TOLERANCE = Math.round(SPEED_REACH * 128);
const BAND_TOLERANCE = 6;
const RATIO_TOLERANCE = 4;

/** Half of a stem's bits. */
const STEM_DIGIT_BITS = 11;
const STEM_DIGIT = 2 ** STEM_DIGIT_BITS;

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
      const stem = this.#lows[range]! >>> 6;
      const spanBase = (stem & 7) << 6;
      const ratioBase = ((stem >> 3) & 15) << 3;
      const thirdBase = ((stem >> 7) & 127) << 3;
      const secondBase = (stem >> 14) << 3;
      for (let e = starts[range]!; e < starts[range + 1]!; e++) {
        const h = order[e]!;
        const first = table.first[h]!;
        const span = table.span[h]! - spanBase;
        const second = table.second[h]! - secondBase;
        const third = table.third[h]! - thirdBase;
        const ratio = table.ratio[h]! - ratioBase;
        const time = table.time[h]!;
        for (let i = begin; i < end; i++) {
          const detail = details[i]!;
          const pitch = (((keys[i]! & 63) << 5) | ((detail >> 17) & 31)) - first;
          if (pitch > PITCH_TOLERANCE || pitch < -PITCH_TOLERANCE) continue;
          const speed = ((detail >> 11) & 63) - span;
          if (speed > SPEED_TOLERANCE || speed < -SPEED_TOLERANCE) continue;
          const up = ((detail >> 8) & 7) - second;
          if (up > BAND_TOLERANCE || up < -BAND_TOLERANCE) continue;
          const on = ((detail >> 5) & 7) - third;
          if (on > BAND_TOLERANCE || on < -BAND_TOLERANCE) continue;
          const part = ((detail >> 2) & 7) - ratio;
          if (part > RATIO_TOLERANCE || part < -RATIO_TOLERANCE) continue;
          votes.add(time, positions[i]! * TIME_UNITS + (detail & 3), speed, pitch);
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
      const low = (stem << 6) | (Math.max(0, band - PITCH_TOLERANCE) >> 5);
      const high = (stem << 6) | Math.min(63, (band + PITCH_TOLERANCE) >> 5);
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
      const secondLow = (hash.second - edge) >> 3;
      const secondHigh = (hash.second + edge) >> 3;
      const thirdLow = (hash.third - edge) >> 3;
      const thirdHigh = (hash.third + edge) >> 3;
      const ratioLow = Math.max(0, hash.ratio - edge) >> 3;
      const ratioHigh = Math.min(127, hash.ratio + edge) >> 3;
      const spanLow = Math.max(0, hash.span - SPEED_TOLERANCE) >> 6;
      const spanHigh = Math.min(SPAN_CELLS - 1, (hash.span + SPEED_TOLERANCE) >> 6);
      for (let second = secondLow; second <= secondHigh; second++) {
        for (let third = thirdLow; third <= thirdHigh; third++) {
          for (let ratio = ratioLow; ratio <= ratioHigh; ratio++) {
            for (let span = spanLow; span <= spanHigh; span++) {
              stems.add(keyOf(second, third, ratio, span, 0) >>> 6, h);
            }
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

/** Stems of one hash at most: two for each of four fields. */
const MOST_STEMS = 16;

/**
 * Stems of keys (all but the first band: 21 bits) with the hash that each is for, sorted by stem: two passes of counting, seven
 * times as fast as the built-in sort.
 */
class SortedStems {
  stems = new Uint32Array(16_384);
  order = new Uint32Array(16_384);
  length = 0;
  #otherStems = new Uint32Array(16_384);
  #otherOrder = new Uint32Array(16_384);
  readonly #counts = new Uint32Array(STEM_DIGIT);

  makeRoom(more: number): void {
    if (this.length + more <= this.stems.length) return;
    const larger = (list: Uint32Array): Uint32Array<ArrayBuffer> => {
      const copy = new Uint32Array(list.length * 2);
      copy.set(list);
      return copy;
    };
    this.stems = larger(this.stems);
    this.order = larger(this.order);
    this.#otherStems = larger(this.#otherStems);
    this.#otherOrder = larger(this.#otherOrder);
  }

  add(stem: number, hash: number): void {
    this.stems[this.length] = stem;
    this.order[this.length++] = hash;
  }

  sort(): void {
    for (const shift of [0, STEM_DIGIT_BITS]) this.#sortBy(shift);
  }

  #sortBy(shift: number): void {
    const { stems, order, length } = this;
    const counts = this.#counts.fill(0);
    for (let i = 0; i < length; i++) counts[(stems[i]! >>> shift) & (STEM_DIGIT - 1)]!++;
    let at = 0;
    for (let digit = 0; digit < STEM_DIGIT; digit++) {
      const count = counts[digit]!;
      counts[digit] = at;
      at += count;
    }
    const toStems = this.#otherStems;
    const toOrder = this.#otherOrder;
    for (let i = 0; i < length; i++) {
      const place = counts[(stems[i]! >>> shift) & (STEM_DIGIT - 1)]!++;
      toStems[place] = stems[i]!;
      toOrder[place] = order[i]!;
    }
    this.#otherStems = stems;
    this.#otherOrder = order;
    this.stems = toStems;
    this.order = toOrder;
  }
}

class HashTable {
  time: Int32Array;
  first: Int16Array;
  second: Int16Array;
  third: Int16Array;
  ratio: Int16Array;
  span: Int16Array;
  length = 0;

  constructor(room: number) {
    this.time = new Int32Array(room);
    this.first = new Int16Array(room);
    this.second = new Int16Array(room);
    this.third = new Int16Array(room);
    this.ratio = new Int16Array(room);
    this.span = new Int16Array(room);
  }

  add(time: number, first: number, second: number, third: number, ratio: number, span: number): number {
    if (this.length === this.time.length) this.#grow();
    const i = this.length++;
    this.time[i] = time;
    this.first[i] = first;
    this.second[i] = second;
    this.third[i] = third;
    this.ratio[i] = ratio;
    this.span[i] = span;
    return i;
  }

  #grow(): void {
    const larger = (list: Int16Array): Int16Array => {
      const copy = new Int16Array(list.length * 2);
      copy.set(list);
      return copy;
    };
    const time = new Int32Array(this.time.length * 2);
    time.set(this.time);
    this.time = time;
    this.first = larger(this.first);
    this.second = larger(this.second);
    this.third = larger(this.third);
    this.ratio = larger(this.ratio);
    this.span = larger(this.span);
  }
}
