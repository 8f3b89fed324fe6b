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
    const order = new Float64Array(this.postingCount);
    const positions = new Uint32Array(this.postingCount);
    const details = new Uint32Array(this.postingCount);
    let base = 0;
    let at = 0;
    for (const print of prints) {
      this.#bases.push(base);
      for (let i = 0; i < print.keys.length; i++, at++) {
        order[at] = print.keys[i]! * 2 ** 26 + at;
        positions[at] = base + print.positions[i]!;
        details[at] = print.details[i]!;
      }
      base += print.length;
    }
    order.sort();
    this.#keys = Uint32Array.from(order, (value) => Math.floor(value / 2 ** 26));
    this.#positions = Uint32Array.from(order, (value) => positions[value % 2 ** 26]!);
    this.#details = Uint32Array.from(order, (value) => details[value % 2 ** 26]!);
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
