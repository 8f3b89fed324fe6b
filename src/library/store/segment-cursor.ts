import { maskOf, PAGE_BYTES, ROW_SLACK, rowBytes } from './rows.js';
import { Damage, type SegmentFile } from './segment-file.js';

/** Reads about this much at once; a merge of eight segments then holds 2 MB. */
const READ_BYTES = 64 * PAGE_BYTES;
const BATCH = 1024;

/** Walks every posting of a segment in order, checking each page. */
export class SegmentCursor {
  readonly key = new Uint32Array(BATCH);
  readonly position = new Uint32Array(BATCH);
  readonly detail = new Uint32Array(BATCH);
  /** Postings in the three columns above; 0 at the end. */
  count = 0;
  readonly #file: SegmentFile;
  readonly #rowBytes: number;
  /** One page more than is read at once: in front of each read stands what was left of the one before. */
  readonly #buffer = new Uint8Array(PAGE_BYTES + READ_BYTES + ROW_SLACK);
  readonly #view = new DataView(this.#buffer.buffer);
  #at = PAGE_BYTES;
  #end = PAGE_BYTES;
  #read = 0;
  #row = 0;
  #bucket = 0;

  constructor(file: SegmentFile) {
    this.#file = file;
    this.#rowBytes = rowBytes(file.footer.rows);
  }

  /** Decodes the next postings; false at the end. Throws Damage. */
  next(): boolean {
    const { rows, postings } = this.#file.footer;
    const { buckets } = this.#file;
    const view = this.#view;
    const width = this.#rowBytes;
    const keyMask = rows.shift === 32 ? -1 : 2 ** rows.shift - 1;
    const positionMask = maskOf(rows.position);
    const detailMask = maskOf(rows.detail);
    const bucketSize = 2 ** rows.shift;
    if (this.#end - this.#at < width && this.#row < postings) this.#fill();
    const count = Math.min(BATCH, postings - this.#row, Math.floor((this.#end - this.#at) / width));
    let at = this.#at;
    for (let i = 0; i < count; i++, at += width) {
      while (buckets[this.#bucket + 1]! <= this.#row) this.#bucket++;
      this.#row++;
      this.key[i] = this.#bucket * bucketSize + ((view.getUint32(at, true) & keyMask) >>> 0);
      this.position[i] = view.getUint32(at + rows.key, true) & positionMask;
      this.detail[i] = view.getUint32(at + rows.key + rows.position, true) & detailMask;
    }
    this.#at = at;
    this.count = count;
    return count > 0;
  }

  #fill(): void {
    const left = this.#end - this.#at;
    this.#buffer.copyWithin(PAGE_BYTES - left, this.#at, this.#end);
    const length = Math.min(READ_BYTES, this.#file.rowsLength - this.#read);
    const got = this.#file.readRows(this.#buffer.subarray(PAGE_BYTES), length, this.#read);
    for (let from = 0; from < length; from += PAGE_BYTES) {
      const page = (this.#read + from) / PAGE_BYTES;
      const to = Math.min(length, from + PAGE_BYTES);
      const bytes = this.#buffer.subarray(PAGE_BYTES + from, PAGE_BYTES + to);
      if (to > got || !this.#file.pageIsSound(page, bytes))
        throw new Damage(`page ${page} of ${this.#file.pageCount} is damaged`, this.#file.name);
    }
    this.#read += length;
    this.#at = PAGE_BYTES - left;
    this.#end = PAGE_BYTES + length;
  }
}
