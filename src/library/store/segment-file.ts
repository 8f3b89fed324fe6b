import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { basename } from 'node:path';
import { crc32 } from './checksum.js';
import { Damage, NewerFormat, OlderFormat } from './damage.js';
import { PageTable } from './page-table.js';
import { PAGE_BYTES, ROWS_A_PAGE } from './rows.js';
import {
  BYTE_ORDER,
  FORMAT,
  type Footer,
  footerSchema,
  HEADER,
  MAX_FOOTER_BYTES,
  type Section,
  TRAILER_BYTES,
  TRAILER_MAGIC,
} from './segment-format.js';
import { TrackTable } from './track-table.js';

/** A NAME.prints file, opened and found sound in everything but its pages and peaks, which are checked when read. */
export class SegmentFile {
  readonly name: string;
  readonly footer: Footer;
  readonly pages: PageTable;
  readonly table: TrackTable;
  readonly #fd: number;

  private constructor(fd: number, name: string) {
    this.#fd = fd;
    this.name = name;
    const size = fstatSync(fd).size;
    this.footer = this.#readFooter(size);
    const { postings, pages, firstKeys, table } = this.footer;
    if (this.footer.byteOrder !== BYTE_ORDER) throw new Damage('it was written on a machine with another byte order');
    if (pages.offset + pages.count * PAGE_BYTES > size) throw new Damage('the pages lie outside the file');
    if (firstKeys.length !== 4 * pages.count) throw new Damage('the table of pages has another length');
    if (postings > pages.count * ROWS_A_PAGE) throw new Damage('there are more postings than pages hold');
    this.pages = new PageTable(this.#readWords(firstKeys, size));
    this.table = new TrackTable(this.#readWords(table, size), this.footer);
  }

  static open(path: string): SegmentFile {
    const fd = openSync(path, 'r');
    try {
      return new SegmentFile(fd, basename(path, '.prints'));
    } catch (error) {
      closeSync(fd);
      throw error;
    }
  }

  /** Reads whole pages into `words`; returns how many came. */
  readPages(words: Uint32Array, first: number, count: number): number {
    const bytes = new Uint8Array(words.buffer, words.byteOffset, count * PAGE_BYTES);
    return Math.floor(this.#read(bytes, this.footer.pages.offset + first * PAGE_BYTES) / PAGE_BYTES);
  }

  /** The packed peaks of a track; throws Damage when they aren't what was written. */
  peaks(track: number): Uint8Array {
    const place = this.table.peaksPlace(track);
    const bytes = new Uint8Array(place.length);
    if (this.#read(bytes, place.offset) < place.length) throw new Damage('peaks are cut off', this.name);
    if (crc32(bytes) !== place.checksum) throw new Damage('peaks have another checksum', this.name);
    return bytes;
  }

  close(): void {
    closeSync(this.#fd);
  }

  #readFooter(size: number): Footer {
    const trailer = Buffer.alloc(TRAILER_BYTES);
    if (size < HEADER.length + TRAILER_BYTES) throw new Damage('the file is cut off');
    this.#read(trailer, size - TRAILER_BYTES);
    if (!trailer.subarray(8).equals(TRAILER_MAGIC)) throw new Damage('the file has no end mark');
    const length = trailer.readUInt32LE(0);
    if (length > MAX_FOOTER_BYTES || length > size - TRAILER_BYTES) throw new Damage('the footer has no sound length');
    const text = Buffer.alloc(length);
    this.#read(text, size - TRAILER_BYTES - length);
    if (crc32(text) !== trailer.readUInt32LE(4)) throw new Damage('the footer has another checksum');
    const json: unknown = JSON.parse(text.toString('utf8'));
    const format = (json as { format?: unknown } | null)?.format;
    if (typeof format === 'number' && format > FORMAT) throw new NewerFormat(`format ${format}`);
    if (typeof format === 'number' && format < FORMAT) throw new OlderFormat(`format ${format}`);
    const footer = footerSchema.safeParse(json);
    if (!footer.success) throw new Damage('the footer lacks fields');
    return footer.data;
  }

  #readWords({ offset, length, checksum }: Section, size: number): Uint32Array {
    if (offset + length > size) throw new Damage('a section lies outside the file');
    const words = new Uint32Array(length / 4);
    const bytes = new Uint8Array(words.buffer);
    if (this.#read(bytes, offset) < length) throw new Damage('a section is cut off');
    if (crc32(bytes) !== checksum) throw new Damage('a section has another checksum');
    return words;
  }

  /** Fills as much of `into` as the file has from `offset` on; returns how much that is. */
  #read(into: Uint8Array, offset: number): number {
    let done = 0;
    while (done < into.length) {
      const got = readSync(this.#fd, into, done, into.length - done, offset + done);
      if (got === 0) break;
      done += got;
    }
    return done;
  }
}
