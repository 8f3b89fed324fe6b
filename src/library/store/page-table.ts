import { Damage } from './damage.js';

/** Pages that share an entry of the guide, on average; a few halvings find the one among them. */
const PAGES_AN_ENTRY = 8;
/** 256 KB for the largest segments. */
const MAX_ENTRIES = 65_536;

/** The first key of every page of a segment, and a guide to it: so a key's page is found at the cost of a glance or two. */
export class PageTable {
  readonly firstKeys: Uint32Array;
  /** Number of pages that begin before the keys whose upper bits are the index; one entry more at the end. */
  readonly #guide: Uint32Array;
  readonly #shift: number;

  /** Throws Damage when the keys are out of order. */
  constructor(firstKeys: Uint32Array) {
    this.firstKeys = firstKeys;
    const pages = firstKeys.length;
    const most = Math.max(1, Math.min(MAX_ENTRIES, Math.ceil(pages / PAGES_AN_ENTRY)));
    const last = pages > 0 ? firstKeys[pages - 1]! : 0;
    let shift = 0;
    while (shift < 31 && last >>> shift >= most) shift++;
    const guide = new Uint32Array((last >>> shift) + 2);
    let entry = 0;
    let before = 0;
    for (let page = 0; page < pages; page++) {
      const key = firstKeys[page]!;
      if (key < before) throw new Damage('the pages are out of order');
      before = key;
      const own = key >>> shift;
      while (entry < own) guide[++entry] = page;
    }
    guide[entry + 1] = pages;
    this.#guide = guide;
    this.#shift = shift;
  }

  get count(): number {
    return this.firstKeys.length;
  }

  /** The page that the first posting of a key, or of one above it, lies in if there is any: the last that begins below it. */
  pageOf(key: number): number {
    const guide = this.#guide;
    const entry = key >>> this.#shift;
    if (entry >= guide.length - 1) return Math.max(0, this.firstKeys.length - 1);
    const keys = this.firstKeys;
    let low = guide[entry]!;
    let high = guide[entry + 1]!;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (keys[middle]! < key) low = middle + 1;
      else high = middle;
    }
    return low > 0 ? low - 1 : 0;
  }
}
