import { type Fan, PITCH_REACH, SPEED_REACH, TIME_UNITS } from './constants.js';
import { Hasher, keyOf, SPAN_CELLS } from './hashes.js';
import type { PeakList } from './peak-list.js';
import type { PrintIndex } from './types.js';
import type { Votes } from './votes.js';

/** By how much the details of a hit may differ from the query's, in the units of the hash. */
const PITCH_TOLERANCE = Math.round(PITCH_REACH * 8);
const SPEED_TOLERANCE = Math.round(SPEED_REACH * 128);
const BAND_TOLERANCE = 6;
const RATIO_TOLERANCE = 4;
/** Eighths of a cell from its edge within which the neighbour is looked up as well. */
const EDGE = 2;

/** Looks the hashes of a stretch of the mix up, with all the cells that speed and pitch may have moved them to. */
export class Query {
  readonly #hasher = new Hasher();
  /** What a hash is, one index each; `entries` are sorted: key × 2^20 + hash. */
  #hashes = new HashTable(4096);
  #entries = new Float64Array(65_536);

  /** Casts a vote for each posting that could be a hash of peaks [from, to) of the mix. */
  run(index: PrintIndex, peaks: PeakList, from: number, to: number, fan: Fan, votes: Votes): void {
    const count = this.#collect(peaks, from, to, fan);
    const entries = this.#entries.subarray(0, count).sort();
    const keys = new Uint32Array(count);
    const starts = new Uint32Array(count + 1);
    let distinct = 0;
    for (let e = 0; e < count; e++) {
      const key = Math.floor(entries[e]! / HASHES);
      if (distinct > 0 && keys[distinct - 1] === key) continue;
      keys[distinct] = key;
      starts[distinct++] = e;
    }
    starts[distinct] = count;
    const distinctKeys = keys.subarray(0, distinct);
    const table = this.#hashes;
    let k = 0;
    index.lookup(distinctKeys, (key, positions, details, begin, end) => {
      // Keys come in order, but anew for each segment of the index.
      if (k >= distinct || keys[k]! > key) k = 0;
      if (keys[k] !== key) k = find(keys, key, k, distinct);
      const firstBase = (key & 63) << 5;
      const spanBase = ((key >> 6) & 7) << 6;
      const ratioBase = ((key >> 9) & 15) << 3;
      const thirdBase = ((key >> 13) & 127) << 3;
      const secondBase = (key >> 20) << 3;
      for (let e = starts[k]!; e < starts[k + 1]!; e++) {
        const h = entries[e]! % HASHES;
        const first = table.first[h]! - firstBase;
        const span = table.span[h]! - spanBase;
        const second = table.second[h]! - secondBase;
        const third = table.third[h]! - thirdBase;
        const ratio = table.ratio[h]! - ratioBase;
        const time = table.time[h]!;
        for (let i = begin; i < end; i++) {
          const detail = details[i]!;
          const pitch = ((detail >> 17) & 31) - first;
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

  #collect(peaks: PeakList, from: number, to: number, fan: Fan): number {
    const table = this.#hashes;
    table.length = 0;
    let count = 0;
    const { hash } = this.#hasher;
    const take = (): void => {
      if (this.#entries.length - count < MOST_CELLS) {
        const larger = new Float64Array(this.#entries.length * 2);
        larger.set(this.#entries);
        this.#entries = larger;
      }
      const h = table.add(hash.time, hash.first, hash.second, hash.third, hash.ratio, hash.span);
      const entries = this.#entries;
      const secondLow = (hash.second - EDGE) >> 3;
      const secondHigh = (hash.second + EDGE) >> 3;
      const thirdLow = (hash.third - EDGE) >> 3;
      const thirdHigh = (hash.third + EDGE) >> 3;
      const ratioLow = Math.max(0, hash.ratio - EDGE) >> 3;
      const ratioHigh = Math.min(127, hash.ratio + EDGE) >> 3;
      const spanLow = Math.max(0, hash.span - SPEED_TOLERANCE) >> 6;
      const spanHigh = Math.min(SPAN_CELLS - 1, (hash.span + SPEED_TOLERANCE) >> 6);
      const firstLow = Math.max(0, hash.first - PITCH_TOLERANCE) >> 5;
      const firstHigh = Math.min(63, (hash.first + PITCH_TOLERANCE) >> 5);
      for (let second = secondLow; second <= secondHigh; second++) {
        for (let third = thirdLow; third <= thirdHigh; third++) {
          for (let ratio = ratioLow; ratio <= ratioHigh; ratio++) {
            for (let span = spanLow; span <= spanHigh; span++) {
              for (let first = firstLow; first <= firstHigh; first++) {
                entries[count++] = keyOf(second, third, ratio, span, first) * HASHES + h;
              }
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
    return count;
  }
}

/** More hashes than a block can have; a key times this stays far below 2^53. */
const HASHES = 2 ** 20;
/** Cells of one hash at most: two for each of three fields, two spans, four first bands. */
const MOST_CELLS = 128;

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

function find(keys: Uint32Array, key: number, from: number, to: number): number {
  let low = from;
  let high = to;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (keys[middle]! < key) low = middle + 1;
    else high = middle;
  }
  return low;
}
