import type { PostingVisitor } from '../../fingerprint/types.js';
import { maskOf, PAGE_BYTES, ROW_SLACK, rowBytes } from './rows.js';
import type { SegmentFile } from './segment-file.js';

/** One read brings this much at most, unless a single bucket has more. Larger ones gain nothing. */
const WINDOW_BYTES = 64 * PAGE_BYTES;
/** Rows nearer than this to each other are fetched together: a system call costs as much as reading on over 12 KB. */
const GAP_BYTES = 12_288;
/** Up to so many rows, going through them is quicker than halving. */
const FEW_ROWS = 16;

/**
 * Finds postings by key. Keys come sorted, so the file is walked once from front to back: the more keys in one call, the
 * more of them share a read.
 */
export class SegmentLookup {
  readonly #file: SegmentFile;
  readonly #onDamage: (message: string) => void;
  /** 0 not read yet, 1 sound, 2 damaged: a page's checksum is computed once. */
  readonly #pageState: Uint8Array;
  readonly #keep: boolean;
  /** Everything that can be read is in the window. */
  #kept = false;
  readonly #rowBytes: number;
  readonly #keyMask: number;
  readonly #positionMask: number;
  readonly #detailMask: number;
  #window: Uint8Array;
  #view: DataView;
  #windowStart = 0;
  #windowEnd = 0;
  #positions = new Uint32Array(256);
  #details = new Uint32Array(256);

  /** With `keep` the first look-up reads all rows, and no later one any. */
  constructor(file: SegmentFile, onDamage: (message: string) => void, keep = false) {
    this.#file = file;
    this.#onDamage = onDamage;
    this.#pageState = new Uint8Array(file.pageCount);
    this.#rowBytes = rowBytes(file.footer.rows);
    const { key, position, detail } = file.footer.rows;
    this.#keyMask = maskOf(key);
    this.#positionMask = maskOf(position);
    this.#detailMask = maskOf(detail);
    this.#keep = keep;
    this.#window = new Uint8Array((keep ? 0 : Math.min(WINDOW_BYTES, file.rowsLength + PAGE_BYTES)) + ROW_SLACK);
    this.#view = new DataView(this.#window.buffer);
  }

  /**
   * Visits the postings of each of the ascending, distinct `keys`, with `base` added to every position; not those of a key
   * that has more than `longest`.
   */
  lookup(keys: Uint32Array, base: number, visit: PostingVisitor, longest = Number.POSITIVE_INFINITY): void {
    const { buckets } = this.#file;
    const { shift } = this.#file.footer.rows;
    const { maxKey } = this.#file.footer;
    for (let i = 0; i < keys.length && keys[i]! <= maxKey; i++) {
      const key = keys[i]!;
      const bucket = shift === 32 ? 0 : key >>> shift;
      const first = buckets[bucket]!;
      const last = buckets[bucket + 1]!;
      if (first === last) continue;
      const start = first * this.#rowBytes;
      const end = last * this.#rowBytes;
      if (!this.#kept && (start < this.#windowStart || end > this.#windowEnd)) this.#read(start, end, keys, i);
      if (this.#isSound(start, end)) this.#visitKey(key, start - this.#windowStart, last - first, base, visit, longest);
    }
  }

  /** Visits the rows of one key among those of its bucket, which begin at `at` in the window. */
  #visitKey(key: number, at: number, rows: number, base: number, visit: PostingVisitor, longest: number): void {
    const { key: keyBytes, position } = this.#file.footer.rows;
    const width = this.#rowBytes;
    const view = this.#view;
    const keyMask = this.#keyMask;
    const wanted = (key & keyMask) >>> 0;
    const keyAt = (row: number): number => (view.getUint32(at + row * width, true) & keyMask) >>> 0;
    let low = 0;
    for (let high = rows; high - low > FEW_ROWS; ) {
      const middle = (low + high) >>> 1;
      if (keyAt(middle) < wanted) low = middle;
      else high = middle;
    }
    while (low < rows && keyAt(low) < wanted) low++;
    let high = low;
    for (let step = 1; high < rows && keyAt(high) === wanted; step *= 2) {
      // Ahead in growing steps, back to the last that holds: a long list needn't be gone through to be measured.
      while (step > 1 && (high + step > rows || keyAt(high + step - 1) !== wanted)) step >>>= 1;
      high += step;
    }
    const found = high - low;
    if (found > longest) return;
    while (found > this.#positions.length) this.#grow();
    for (let i = 0, o = at + low * width; i < found; i++, o += width) {
      this.#positions[i] = ((view.getUint32(o + keyBytes, true) & this.#positionMask) >>> 0) + base;
      this.#details[i] = view.getUint32(o + keyBytes + position, true) & this.#detailMask;
    }
    if (found > 0) visit(key, this.#positions, this.#details, 0, found);
  }

  /** Brings the rows from `start` to `end` into the window, and those of the keys that follow while they lie close. */
  #read(start: number, end: number, keys: Uint32Array, i: number): void {
    const { rowsLength } = this.#file;
    const from = this.#keep ? 0 : start - (start % PAGE_BYTES);
    const room = this.#keep ? rowsLength : Math.max(WINDOW_BYTES, pageEnd(end, rowsLength) - from);
    if (room + ROW_SLACK > this.#window.length && end - from > this.#window.length - ROW_SLACK) {
      this.#window = new Uint8Array(room + ROW_SLACK);
      this.#view = new DataView(this.#window.buffer);
    }
    const to = this.#keep ? rowsLength : pageEnd(this.#readEnd(end, from + room, keys, i), rowsLength);
    this.#windowStart = from;
    this.#kept = this.#keep;
    try {
      this.#windowEnd = from + this.#file.readRows(this.#window, to - from, from);
    } catch {
      this.#windowEnd = from; // A disk that can't read it: the same as damage, and told as such.
    }
  }

  #readEnd(end: number, limit: number, keys: Uint32Array, i: number): number {
    const { buckets } = this.#file;
    const { shift } = this.#file.footer.rows;
    const { maxKey } = this.#file.footer;
    let reach = end;
    for (let next = i + 1; next < keys.length && keys[next]! <= maxKey; next++) {
      const bucket = shift === 32 ? 0 : keys[next]! >>> shift;
      if (buckets[bucket]! * this.#rowBytes - reach > GAP_BYTES) break;
      const nextEnd = pageEnd(buckets[bucket + 1]! * this.#rowBytes, this.#file.rowsLength);
      if (nextEnd > limit) break;
      reach = Math.max(reach, nextEnd);
    }
    return reach;
  }

  /** Whether the pages with these rows are in the window and what was written. */
  #isSound(start: number, end: number): boolean {
    const state = this.#pageState;
    const last = Math.floor((end - 1) / PAGE_BYTES);
    let sound = true;
    for (let page = Math.floor(start / PAGE_BYTES); page <= last; page++) {
      const to = pageEnd(page * PAGE_BYTES + 1, this.#file.rowsLength);
      if (to > this.#windowEnd) state[page] = this.#told(page);
      else if (state[page] === 0) {
        const at = page * PAGE_BYTES - this.#windowStart;
        const bytes = this.#window.subarray(at, to - this.#windowStart);
        state[page] = this.#file.pageIsSound(page, bytes) ? 1 : this.#told(page);
      }
      if (state[page] === 2) sound = false;
    }
    return sound;
  }

  #told(page: number): 2 {
    if (this.#pageState[page] !== 2) this.#onDamage(`page ${page} of ${this.#file.pageCount} is damaged`);
    return 2;
  }

  #grow(): void {
    this.#positions = new Uint32Array(this.#positions.length * 2);
    this.#details = new Uint32Array(this.#details.length * 2);
  }
}

/** The end of the page that holds the byte before `end`; the last page may be short. */
const pageEnd = (end: number, length: number): number => Math.min(length, Math.ceil(end / PAGE_BYTES) * PAGE_BYTES);
