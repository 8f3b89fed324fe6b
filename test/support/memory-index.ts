import type { PostingVisitor, PrintIndex, TrackPrint } from '../../src/fingerprint/types.js';

/** The plainest index there can be: what the real one is compared with. */
export class MemoryIndex implements PrintIndex {
  readonly postingCount: number;
  private readonly prints: readonly TrackPrint[];
  private readonly bases: number[] = [];
  private readonly postings = new Map<number, Array<[position: number, detail: number]>>();

  constructor(prints: readonly TrackPrint[]) {
    this.prints = prints;
    let base = 0;
    for (const print of prints) {
      this.bases.push(base);
      print.keys.forEach((key, i) => {
        const list = this.postings.get(key) ?? [];
        this.postings.set(key, list);
        list.push([base + print.positions[i]!, print.details[i]!]);
      });
      base += print.length;
    }
    this.postingCount = prints.reduce((sum, p) => sum + p.keys.length, 0);
  }

  get trackCount(): number {
    return this.prints.length;
  }

  lookup(keys: Uint32Array, visit: PostingVisitor): void {
    for (const key of keys) {
      const list = this.postings.get(key);
      if (!list) continue;
      const positions = Uint32Array.from(list, ([p]) => p);
      visit(
        key,
        positions,
        Uint32Array.from(list, ([, d]) => d),
        0,
        list.length,
      );
    }
  }

  trackAt(position: number): number {
    for (let i = this.bases.length - 1; i >= 0; i--) if (position >= this.bases[i]!) return i;
    return -1;
  }
  baseOf(track: number): number {
    return this.bases[track]!;
  }
  lengthOf(track: number): number {
    return this.prints[track]!.length;
  }
  peaksOf(track: number): Uint8Array {
    return this.prints[track]!.peaks;
  }
}
