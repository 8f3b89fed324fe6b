import type { PostingVisitor, PrintIndex, TrackPrint } from './types.js';

/** An index in memory: of what is compared once, and in tests and benchmarks of the engine alone. */
export class MemoryIndex implements PrintIndex {
  readonly trackCount: number;
  readonly postingCount: number;
  readonly #prints: readonly TrackPrint[];
  readonly #bases: number[] = [];
  readonly #keys: Uint32Array;
  readonly #positions: Uint32Array;
  readonly #details: Uint32Array;

  constructor(prints: readonly TrackPrint[]) {
    this.#prints = prints;
    this.trackCount = prints.length;
    this.postingCount = prints.reduce((sum, p) => sum + p.keys.length, 0);
    const keys = new Uint32Array(this.postingCount);
    const positions = new Uint32Array(this.postingCount);
    const details = new Uint32Array(this.postingCount);
    let base = 0;
    let at = 0;
    for (const print of prints) {
      this.#bases.push(base);
      for (let i = 0; i < print.keys.length; i++, at++) {
        keys[at] = print.keys[i]!;
        positions[at] = base + print.positions[i]!;
        details[at] = print.details[i]!;
      }
      base += print.length;
    }
    const order = orderOf(keys);
    this.#keys = inOrder(keys, order);
    this.#positions = inOrder(positions, order);
    this.#details = inOrder(details, order);
  }

  lookup(lows: Uint32Array, highs: Uint32Array, count: number, visit: PostingVisitor): void {
    const stored = this.#keys;
    let p = 0;
    for (let range = 0; range < count; range++) {
      const key = lows[range]!;
      let step = 1;
      while (p + step < stored.length && stored[p + step]! < key) step *= 2;
      let high = Math.min(stored.length, p + step + 1);
      let low = p;
      while (low < high) {
        const middle = (low + high) >>> 1;
        if (stored[middle]! < key) low = middle + 1;
        else high = middle;
      }
      p = low;
      let end = p;
      while (end < stored.length && stored[end]! <= highs[range]!) end++;
      if (end > p) visit(range, stored, this.#positions, this.#details, p, end);
      p = end;
    }
  }

  trackAt(position: number): number {
    let low = 0;
    let high = this.trackCount;
    while (high - low > 1) {
      const middle = (low + high) >>> 1;
      if (this.#bases[middle]! <= position) low = middle;
      else high = middle;
    }
    return low;
  }

  baseOf(track: number): number {
    return this.#bases[track]!;
  }

  lengthOf(track: number): number {
    return this.#prints[track]!.length;
  }

  peaksOf(track: number): Uint8Array {
    return this.#prints[track]!.peaks;
  }
}

/** Keys are sorted by so many bits at a time. */
const DIGIT_BITS = 11;
const DIGITS = 2 ** DIGIT_BITS;

/** Where each of the keys in order stands, equal ones as they come. Sorting by comparing them took ten times as long. */
function orderOf(keys: Uint32Array): Uint32Array {
  let order = new Uint32Array(keys.length);
  for (let i = 0; i < order.length; i++) order[i] = i;
  let sorted = new Uint32Array(keys.length);
  for (let shift = 0; shift < 32; shift += DIGIT_BITS) {
    const starts = new Uint32Array(DIGITS + 1);
    for (let i = 0; i < keys.length; i++) starts[((keys[i]! >>> shift) & (DIGITS - 1)) + 1]!++;
    for (let digit = 0; digit < DIGITS; digit++) starts[digit + 1]! += starts[digit]!;
    for (let i = 0; i < order.length; i++) {
      const at = order[i]!;
      sorted[starts[(keys[at]! >>> shift) & (DIGITS - 1)]!++] = at;
    }
    [order, sorted] = [sorted, order];
  }
  return order;
}

function inOrder(values: Uint32Array, order: Uint32Array): Uint32Array {
  const out = new Uint32Array(values.length);
  for (let i = 0; i < out.length; i++) out[i] = values[order[i]!]!;
  return out;
}
