import * as z from 'zod';
import { Damage } from './damage.js';
import { FileReader } from './file-reader.js';
import { type Section, section, TRACK_ROW_BYTES, whole } from './segment-format.js';
import type { PostingCursor, SegmentSource } from './segment-source.js';
import { TrackTable } from './track-table.js';

/**
 * Format 1, which is read only to be written anew: rows of whole bytes (the key's low bits, position, detail) that run on
 * over the pages' edges, and a table that says at which row each bucket of keys begins. All numbers have the lowest byte first.
 */
const PAGE_BYTES = 4096;
const width = whole.max(4);
const footerSchema = z.object({
  format: z.literal(1),
  engine: z.string().optional(),
  rows: z.object({
    shift: whole.max(32),
    key: width,
    position: width.min(1),
    detail: width.min(1),
    offset: whole,
  }),
  tracks: whole,
  postings: whole.max(0xffffffff),
  positions: whole.max(0xffffffff),
  maxDetail: whole.max(0xffffffff),
  buckets: section,
  pages: section,
  table: section,
});
type Footer = z.infer<typeof footerSchema>;

export class EarlierSegment implements SegmentSource {
  readonly name: string;
  readonly footer: Footer;
  readonly table: TrackTable;
  readonly #file: FileReader;

  private constructor(file: FileReader) {
    this.#file = file;
    this.name = file.name;
    const footer = footerSchema.safeParse(file.footer());
    if (!footer.success) throw new Damage('the footer lacks fields');
    this.footer = footer.data;
    const { rows, table } = footer.data;
    this.table = new TrackTable(todaysTable(this.#bytes(table)), this.footer, rows.offset);
  }

  static open(path: string): EarlierSegment {
    return FileReader.open(path, (file) => new EarlierSegment(file));
  }

  peaks(track: number): Uint8Array {
    return this.#file.section(this.table.peaksPlace(track), 'peaks are');
  }

  cursor(): PostingCursor {
    const { buckets, pages } = this.footer;
    return new EarlierCursor(this.#file, this.footer, this.#bytes(buckets), this.#bytes(pages));
  }

  close(): void {
    this.#file.close();
  }

  #bytes(place: Section): Buffer {
    return Buffer.from(this.#file.section(place, 'a table is').buffer);
  }
}

class EarlierCursor implements PostingCursor {
  /** A page has at most so many rows, and one that the page before has begun. */
  readonly key = new Uint32Array(PAGE_BYTES);
  readonly position = new Uint32Array(PAGE_BYTES);
  readonly detail = new Uint32Array(PAGE_BYTES);
  count = 0;
  readonly #file: FileReader;
  readonly #footer: Footer;
  readonly #buckets: Buffer;
  readonly #checksums: Buffer;
  #page = 0;
  #row = 0;
  #bucket = 0;
  /** The beginning of a row that the next page ends. */
  #left: Uint8Array = new Uint8Array(0);

  constructor(file: FileReader, footer: Footer, buckets: Buffer, checksums: Buffer) {
    this.#file = file;
    this.#footer = footer;
    this.#buckets = buckets;
    this.#checksums = checksums;
    const ends = [buckets.readUInt32LE(0), buckets.readUInt32LE(buckets.length - 4)];
    const sound =
      ends[0] === 0 && ends[1] === footer.postings && checksums.length === 4 * Math.ceil(this.#end / PAGE_BYTES);
    if (!sound) throw new Damage('its tables have other lengths', file.name);
  }

  next(): boolean {
    this.count = 0;
    const { rows, postings } = this.#footer;
    while (this.count === 0 && this.#row < postings) {
      const bytes = Buffer.concat([this.#left, this.#nextPage()]);
      let at = 0;
      for (; at + this.#rowBytes <= bytes.length; at += this.#rowBytes) {
        while (this.#buckets.readUInt32LE(4 * (this.#bucket + 1)) <= this.#row) this.#bucket++;
        this.#row++;
        const low = rows.key === 0 ? 0 : bytes.readUIntLE(at, rows.key) % 2 ** rows.shift;
        this.key[this.count] = this.#bucket * 2 ** rows.shift + low;
        this.position[this.count] = bytes.readUIntLE(at + rows.key, rows.position);
        this.detail[this.count++] = bytes.readUIntLE(at + rows.key + rows.position, rows.detail);
      }
      this.#left = bytes.subarray(at);
    }
    return this.count > 0;
  }

  get #rowBytes(): number {
    const { key, position, detail } = this.#footer.rows;
    return key + position + detail;
  }

  get #end(): number {
    return this.#footer.postings * this.#rowBytes;
  }

  #nextPage(): Uint8Array {
    const from = this.#page * PAGE_BYTES;
    const length = Math.min(PAGE_BYTES, this.#end - from);
    const checksum = this.#checksums.readUInt32LE(4 * this.#page);
    const what = `page ${this.#page++} of ${this.#checksums.length / 4} is`;
    return this.#file.section({ offset: this.#footer.rows.offset + from, length, checksum }, what);
  }
}

/** Only the peaks' offset was kept differently: as a double. */
function todaysTable(rows: Buffer): Uint32Array {
  const words = new Uint32Array(rows.length / 4);
  for (let i = 0; i < words.length; i++) words[i] = rows.readUInt32LE(i * 4);
  for (let at = 0; at + TRACK_ROW_BYTES <= rows.length; at += TRACK_ROW_BYTES) {
    const offset = rows.readDoubleLE(at + 8);
    words[at / 4 + 2] = offset % 2 ** 32;
    words[at / 4 + 3] = Math.floor(offset / 2 ** 32);
  }
  return words;
}
