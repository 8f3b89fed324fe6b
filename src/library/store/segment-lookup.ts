import type { PostingVisitor } from '../../fingerprint/types.js';
import { BLOCK_HEADER, BLOCK_POSTINGS, blockCount, blockIsSound, MAX_BLOCK_BYTES } from './block.js';
import { readColumn } from './columns.js';
import type { SegmentFile } from './segment-file.js';

/** One read brings at most this much; reading it from the page cache takes 17 µs, and larger ones gain nothing. */
const WINDOW_BYTES = 1 << 18;
/** Blocks nearer than this to each other are fetched together: reading on over 8 KB costs as much as another call. */
const GAP_BYTES = 8192;

/**
 * Finds postings by key. Keys come sorted, so the file is walked once from front to back: the more keys in one call, the
 * more of them share a read and a decoded block.
 */
export class SegmentLookup {
  readonly #file: SegmentFile;
  readonly #onDamage: (message: string) => void;
  /** 0 not read yet, 1 sound, 2 damaged: a checksum is computed once for each block. */
  readonly #state: Uint8Array;
  readonly #window: Uint8Array;
  #windowStart = 0;
  #windowEnd = 0;
  readonly #keys = new Uint32Array(BLOCK_POSTINGS);
  readonly #positions = new Uint32Array(BLOCK_POSTINGS);
  readonly #details = new Uint32Array(BLOCK_POSTINGS);
  #count = 0;
  #columnsAt = 0;

  constructor(file: SegmentFile, onDamage: (message: string) => void) {
    this.#file = file;
    this.#onDamage = onDamage;
    this.#state = new Uint8Array(file.blockCount);
    const bytes = file.blockOffset(file.blockCount) - file.blockOffset(0);
    this.#window = new Uint8Array(Math.max(MAX_BLOCK_BYTES, Math.min(WINDOW_BYTES, bytes)));
  }

  /** Visits the postings of each of the ascending, distinct `keys`, with `base` added to every position. */
  lookup(keys: Uint32Array, base: number, visit: PostingVisitor): void {
    const { firstKeys, blockCount: blocks } = this.#file;
    const last = keys.length;
    let i = 0;
    while (i < last && blocks > 0 && keys[i]! < firstKeys[0]!) i++;
    let block = 0;
    while (i < last && block < blocks) {
      block = Math.max(block, this.#firstBlockOf(keys[i]!, block));
      const next = block + 1 < blocks ? firstKeys[block + 1]! : 0x100000000;
      if (this.#load(block, keys, i)) i = this.#visitBlock(keys, i, next, base, visit);
      else while (i < last && keys[i]! < next) i++;
      block++;
    }
  }

  /** Visits what the loaded block has of the keys from index i on; returns the first key that a later block may have. */
  #visitBlock(keys: Uint32Array, from: number, next: number, base: number, visit: PostingVisitor): number {
    const { position, detail } = this.#file.footer.widths;
    const stored = this.#keys;
    const count = this.#count;
    let p = 0;
    let i = from;
    for (; i < keys.length && keys[i]! <= next; i++) {
      const key = keys[i]!;
      while (p < count && stored[p]! < key) p++;
      const start = p;
      while (p < count && stored[p] === key) p++;
      const found = p - start;
      if (found > 0) {
        const at = this.#columnsAt;
        readColumn(this.#window, at + start * position, position, found, base, this.#positions, 0);
        readColumn(this.#window, at + count * position + start * detail, detail, found, 0, this.#details, 0);
        visit(key, this.#positions, this.#details, 0, found);
      }
      if (key === next) break;
    }
    return i;
  }

  /** The last block that begins below the key (it may end with it), else the first that begins with it; never before `from`. */
  #firstBlockOf(key: number, from: number): number {
    const { firstKeys, blockCount: blocks } = this.#file;
    let low = from;
    let step = 1;
    while (low + step < blocks && firstKeys[low + step]! < key) {
      low += step;
      step *= 2;
    }
    let high = Math.min(low + step, blocks);
    // firstKeys[low] < key (or low is `from`), firstKeys[high] >= key (or high is the end).
    while (high - low > 1) {
      const middle = (low + high) >>> 1;
      if (firstKeys[middle]! < key) low = middle;
      else high = middle;
    }
    return low;
  }

  /** Brings a block into the window and decodes its keys; false when it is damaged. */
  #load(block: number, keys: Uint32Array, i: number): boolean {
    if (this.#state[block] === 2) return false;
    const start = this.#file.blockOffset(block);
    const end = this.#file.blockOffset(block + 1);
    if (start < this.#windowStart || end > this.#windowEnd) {
      const wanted = this.#readEnd(block, keys, i) - start;
      const got = this.#read(start, wanted);
      this.#windowStart = start;
      this.#windowEnd = start + got;
    }
    const at = start - this.#windowStart;
    const whole = end <= this.#windowEnd;
    if (!whole || this.#state[block] === 0) {
      const bytes = this.#window.subarray(at, at + end - start);
      const sound = whole && blockIsSound(bytes, this.#file.footer.widths);
      this.#state[block] = sound ? 1 : 2;
      if (!sound) {
        this.#onDamage(`block ${block} of ${this.#file.blockCount} is damaged`);
        return false;
      }
    }
    this.#decodeKeys(at, this.#file.firstKeys[block]!);
    return true;
  }

  #read(start: number, length: number): number {
    try {
      return this.#file.read(this.#window, length, start);
    } catch {
      return 0; // A disk that can't read it: the same as damage, and told as such.
    }
  }

  /** Up to where one read should go: over the blocks of the keys that follow, while they lie close together. */
  #readEnd(block: number, keys: Uint32Array, from: number): number {
    const { firstKeys, blockCount: blocks } = this.#file;
    const limit = this.#file.blockOffset(block) + this.#window.length;
    let last = block;
    let end = this.#file.blockOffset(block + 1);
    for (let i = from; i < keys.length; i++) {
      const key = keys[i]!;
      let near = last;
      while (near + 1 < blocks && firstKeys[near + 1]! <= key) {
        near++;
        if (this.#file.blockOffset(near) - end > GAP_BYTES || this.#file.blockOffset(near + 1) > limit) return end;
      }
      last = near;
      end = this.#file.blockOffset(last + 1);
    }
    return end;
  }

  #decodeKeys(at: number, firstKey: number): void {
    const bytes = this.#window;
    const keys = this.#keys;
    const count = blockCount(bytes, at);
    const width = bytes[at + 6]!;
    readColumn(bytes, at + BLOCK_HEADER, width, count, 0, keys, 0);
    let key = firstKey;
    for (let p = 0; p < count; p++) {
      key += keys[p]!;
      keys[p] = key;
    }
    this.#count = count;
    this.#columnsAt = at + BLOCK_HEADER + count * width;
  }
}
