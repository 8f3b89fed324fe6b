import type { PostingVisitor } from '../../fingerprint/types.js';
import { isSoundPage } from './page.js';
import { codecFor, HEAD_WORDS, PAGE_WORDS, ROWS_A_PAGE, type RowCodec } from './rows.js';
import type { SegmentFile } from './segment-file.js';

/** One read brings this many pages at most. More gain nothing. */
const WINDOW_PAGES = 64;
/** Pages no further than this from each other are fetched together: a system call costs as much as reading on over 12 KB. */
const GAP_PAGES = 3;

/** Room for what is decoded of a page, shared by all segments of an index. */
export class Decoded {
  readonly keys = new Uint32Array(ROWS_A_PAGE);
  readonly positions = new Uint32Array(ROWS_A_PAGE);
  readonly details = new Uint32Array(ROWS_A_PAGE);
}

/**
 * Finds postings by ranges of keys. They come sorted, so the file is walked once from front to back: the more of them in one
 * call, the more share a read.
 */
export class SegmentLookup {
  readonly #file: SegmentFile;
  readonly #decoded: Decoded;
  readonly #onDamage: (message: string) => void;
  readonly #codec: RowCodec;
  /** 0 not read yet, 1 sound, 2 damaged: a page's checksum is computed once. */
  readonly #pageState: Uint8Array;
  readonly #windowPages: number;
  #window = new Uint32Array(0);
  /** The same memory. */
  #bytes = new Uint8Array(0);
  /** The pages in the window: from the first up to, not with, the end. */
  #windowFirst = 0;
  #windowEnd = 0;
  /** First and last page of each range. */
  #firsts = new Uint32Array(0);
  #lasts = new Int32Array(0);

  /** With `keep` the first look-up reads all pages, and no later one any. */
  constructor(file: SegmentFile, decoded: Decoded, onDamage: (message: string) => void, keep = false) {
    this.#file = file;
    this.#decoded = decoded;
    this.#onDamage = onDamage;
    this.#codec = codecFor(file.footer.pages);
    const pages = file.pages.count;
    this.#pageState = new Uint8Array(pages);
    this.#windowPages = keep ? pages : Math.min(WINDOW_PAGES, pages);
  }

  /** Visits the postings of each of the ascending, disjoint ranges, with `base` added to every position. */
  lookup(lows: Uint32Array, highs: Uint32Array, count: number, base: number, visit: PostingVisitor): void {
    if (this.#file.pages.count === 0) return;
    this.#locate(lows, highs, count);
    for (let range = 0; range < count; range++) {
      const last = this.#lasts[range]!;
      for (let page = this.#firsts[range]!; page <= last; page++) {
        if (page < this.#windowFirst || page >= this.#windowEnd) this.#read(page, range, count);
        const at = (page - this.#windowFirst) * PAGE_WORDS;
        if (this.#pageState[page] !== 1 && !this.#isSound(page, at)) continue;
        const found = this.#decode(at, this.#file.pages.firstKeys[page]!, lows[range]!, highs[range]!, base);
        const { keys, positions, details } = this.#decoded;
        if (found > 0) visit(range, keys, positions, details, 0, found);
      }
    }
  }

  #locate(lows: Uint32Array, highs: Uint32Array, count: number): void {
    const { pages } = this.#file;
    const { firstKeys } = pages;
    if (this.#firsts.length < count) {
      this.#firsts = new Uint32Array(count * 2);
      this.#lasts = new Int32Array(count * 2);
    }
    const firsts = this.#firsts;
    const lasts = this.#lasts;
    const end = firstKeys.length - 1;
    for (let range = 0; range < count; range++) {
      const high = highs[range]!;
      const first = pages.pageOf(lows[range]!);
      let last = first;
      while (last < end && firstKeys[last + 1]! <= high) last++;
      firsts[range] = first;
      // Only in the first page can a range end below the page's first key.
      lasts[range] = firstKeys[last]! <= high ? last : -1;
    }
  }

  /** Decodes the rows of a page that have keys from `low` to `high`; returns how many. */
  #decode(at: number, first: number, low: number, high: number, base: number): number {
    const { keyShift, upperMask, upperShift, lowerShift, detailMask } = this.#codec;
    const words = this.#window;
    const { keys, positions, details } = this.#decoded;
    const rows = words[at + 1]!;
    const head = at + HEAD_WORDS;
    let row = 0;
    if (low > first) {
      const least = low - first;
      for (let end = rows; row < end; ) {
        const middle = (row + end) >>> 1;
        if (words[head + middle * 2 + 1]! >>> keyShift < least) row = middle + 1;
        else end = middle;
      }
    }
    const most = high - first;
    const shift = base | 0;
    let found = 0;
    for (let word = head + row * 2, end = head + rows * 2; word < end; word += 2, found++) {
      const upper = words[word + 1]!;
      const key = upper >>> keyShift;
      if (key > most) break;
      const lower = words[word]!;
      keys[found] = first + key;
      positions[found] = ((((upper & upperMask) << upperShift) | (lower >>> lowerShift)) + shift) | 0;
      details[found] = lower & detailMask;
    }
    return found;
  }

  /** Brings a page of a range into the window, with the range's further ones and those of the next ranges while they lie close. */
  #read(page: number, range: number, count: number): void {
    const pages = this.#windowPages;
    if (this.#window.length === 0) {
      this.#window = new Uint32Array(pages * PAGE_WORDS);
      this.#bytes = new Uint8Array(this.#window.buffer);
    }
    const from = pages === this.#file.pages.count ? 0 : page;
    const to = pages === this.#file.pages.count ? pages : this.#readEnd(page + pages, range, count);
    this.#windowFirst = from;
    this.#windowEnd = to;
    let got = 0;
    try {
      got = this.#file.readPages(this.#bytes, from, to - from);
    } catch {
      // A disk that can't read it: the same as damage, and told as such.
    }
    for (let missing = from + got; missing < to; missing++) this.#tell(missing);
  }

  #readEnd(limit: number, range: number, count: number): number {
    let end = Math.min(limit, this.#lasts[range]! + 1);
    for (let next = range + 1; next < count; next++) {
      const last = this.#lasts[next]!;
      if (this.#firsts[next]! > end + GAP_PAGES || last >= limit) break;
      if (last >= end) end = last + 1;
    }
    return end;
  }

  #isSound(page: number, at: number): boolean {
    if (this.#pageState[page] === 0) {
      if (isSoundPage(this.#window, at, page)) this.#pageState[page] = 1;
      else this.#tell(page);
    }
    return this.#pageState[page] === 1;
  }

  #tell(page: number): void {
    if (this.#pageState[page] !== 2) this.#onDamage(`page ${page} of ${this.#file.pages.count} is damaged`);
    this.#pageState[page] = 2;
  }
}
