import { Damage } from './damage.js';
import { isSoundPage } from './page.js';
import type { PageTable } from './page-table.js';
import { codecFor, HEAD_WORDS, PAGE_WORDS, ROWS_A_PAGE, type RowCodec } from './rows.js';
import type { Footer } from './segment-format.js';
import type { PostingCursor } from './segment-source.js';

/** Pages read at once; a merge of eight segments then holds 2 MB. */
const READ_PAGES = 64;

/** A segment's file, as far as a cursor reads it. */
interface PagedFile {
  readonly name: string;
  readonly footer: Pick<Footer, 'pages'>;
  readonly pages: PageTable;
  /** Reads whole pages into the beginning of `into`; returns how many came. */
  readPages(into: Uint8Array, first: number, count: number): number;
}

/** Goes page by page, checking each. */
export class SegmentCursor implements PostingCursor {
  readonly key = new Uint32Array(ROWS_A_PAGE);
  readonly position = new Uint32Array(ROWS_A_PAGE);
  readonly detail = new Uint32Array(ROWS_A_PAGE);
  count = 0;
  readonly #file: PagedFile;
  readonly #codec: RowCodec;
  readonly #words = new Uint32Array(READ_PAGES * PAGE_WORDS);
  readonly #bytes = new Uint8Array(this.#words.buffer);
  #page = 0;
  /** The first page that isn't in memory yet. */
  #unread = 0;

  constructor(file: PagedFile) {
    this.#file = file;
    this.#codec = codecFor(file.footer.pages);
  }

  next(): boolean {
    const { pages, name } = this.#file;
    this.count = 0;
    if (this.#page === pages.count) return false;
    if (this.#page === this.#unread) {
      const wanted = Math.min(READ_PAGES, pages.count - this.#page);
      this.#words.fill(0, this.#file.readPages(this.#bytes, this.#page, wanted) * PAGE_WORDS);
      this.#unread += wanted;
    }
    const at = (this.#page % READ_PAGES) * PAGE_WORDS;
    if (!isSoundPage(this.#words, at, this.#page))
      throw new Damage(`page ${this.#page} of ${pages.count} is damaged`, name);
    this.#decode(at, pages.firstKeys[this.#page]!);
    this.#page++;
    return true;
  }

  #decode(at: number, first: number): void {
    const { keyShift, upperMask, upperShift, lowerShift, detailMask } = this.#codec;
    const words = this.#words;
    const count = words[at + 1]!;
    for (let row = 0, word = at + HEAD_WORDS; row < count; row++, word += 2) {
      const lower = words[word]!;
      const upper = words[word + 1]!;
      this.key[row] = first + (upper >>> keyShift);
      this.position[row] = ((upper & upperMask) << upperShift) | (lower >>> lowerShift);
      this.detail[row] = lower & detailMask;
    }
    this.count = count;
  }
}
