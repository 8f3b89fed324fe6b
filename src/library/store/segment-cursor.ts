import { BLOCK_HEADER, BLOCK_POSTINGS, blockCount, blockIsSound } from './block.js';
import { readColumn } from './columns.js';
import { Damage, type SegmentFile } from './segment-file.js';

/** Reads about this much at once; a merge of eight segments then holds 2 MB. */
const READ_BYTES = 1 << 18;

/** Walks every posting of a segment in order, checking each block. */
export class SegmentCursor {
  readonly key = new Uint32Array(BLOCK_POSTINGS);
  readonly position = new Uint32Array(BLOCK_POSTINGS);
  readonly detail = new Uint32Array(BLOCK_POSTINGS);
  /** Postings in the three columns above; 0 at the end. */
  count = 0;
  readonly #file: SegmentFile;
  readonly #buffer = new Uint8Array(READ_BYTES);
  #bufferStart = 0;
  #bufferEnd = 0;
  #block = 0;

  constructor(file: SegmentFile) {
    this.#file = file;
  }

  /** Decodes the next block; false at the end. Throws Damage. */
  next(): boolean {
    this.count = 0;
    if (this.#block === this.#file.blockCount) return false;
    const start = this.#file.blockOffset(this.#block);
    const end = this.#file.blockOffset(this.#block + 1);
    if (start < this.#bufferStart || end > this.#bufferEnd) this.#fill(start);
    const at = start - this.#bufferStart;
    const { position, detail } = this.#file.footer.widths;
    const bytes = this.#buffer.subarray(at, at + end - start);
    if (end > this.#bufferEnd || !blockIsSound(bytes, this.#file.footer.widths))
      throw new Damage(`block ${this.#block} of ${this.#file.blockCount} is damaged`, this.#file.name);
    const count = blockCount(bytes, 0);
    const width = bytes[6]!;
    let column = BLOCK_HEADER;
    readColumn(bytes, column, width, count, 0, this.key, 0);
    let key = this.#file.firstKeys[this.#block]!;
    for (let i = 0; i < count; i++) {
      key += this.key[i]!;
      this.key[i] = key;
    }
    column += count * width;
    readColumn(bytes, column, position, count, 0, this.position, 0);
    column += count * position;
    readColumn(bytes, column, detail, count, 0, this.detail, 0);
    this.count = count;
    this.#block++;
    return true;
  }

  #fill(start: number): void {
    const end = this.#file.blockOffset(this.#file.blockCount);
    const length = Math.min(READ_BYTES, end - start);
    this.#bufferStart = start;
    this.#bufferEnd = start + this.#file.read(this.#buffer, length, start);
  }
}
