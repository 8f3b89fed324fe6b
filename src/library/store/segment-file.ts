import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { basename } from 'node:path';
import { crc32 } from './checksum.js';
import { bucketCount, PAGE_BYTES, rowBytes } from './rows.js';
import {
  FORMAT,
  type Footer,
  footerSchema,
  HEADER,
  MAX_FOOTER_BYTES,
  type RecordPlace,
  TRACK_ROW_BYTES,
  TRAILER_BYTES,
  TRAILER_MAGIC,
} from './segment-format.js';

/** The file isn't what was written, in part or in whole. Never reaches a user: the store turns it into a warning. */
export class Damage extends Error {
  /** The segment's name, where it isn't plain from what was being read. */
  readonly segment: string | undefined;
  constructor(message: string, segment?: string) {
    super(message);
    this.segment = segment;
  }
}

/** Written by a later version of the program; nothing is wrong with it. */
export class NewerFormat extends Error {}

/** A NAME.prints file, opened and found sound in everything but its rows and peaks, which are checked when read. */
export class SegmentFile {
  readonly name: string;
  readonly footer: Footer;
  /** First row of each bucket, and one more: the number of rows. */
  readonly buckets: Uint32Array;
  readonly table: TrackTable;
  readonly #fd: number;
  readonly #pages: Uint32Array;

  private constructor(fd: number, name: string) {
    this.#fd = fd;
    this.name = name;
    const size = fstatSync(fd).size;
    this.footer = this.#readFooter(size);
    const { rows, postings, maxKey, buckets, pages, table } = this.footer;
    const bytes = postings * rowBytes(rows);
    if (rows.offset + bytes > size) throw new Damage('the rows lie outside the file');
    if (buckets.length !== 4 * (bucketCount(maxKey, rows.shift) + 1)) throw new Damage('the table has another length');
    if (pages.length !== 4 * Math.ceil(bytes / PAGE_BYTES)) throw new Damage('there are more pages than checksums');
    this.buckets = this.#readWords(buckets, size);
    if (this.buckets[0] !== 0 || this.buckets.at(-1) !== postings) throw new Damage('the table has other ends');
    for (let i = 1; i < this.buckets.length; i++)
      if (this.buckets[i]! < this.buckets[i - 1]!) throw new Damage('the table is out of order');
    this.#pages = this.#readWords(pages, size);
    this.table = new TrackTable(this.#readSection(table, size), this.footer, rows.offset);
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

  get pageCount(): number {
    return this.#pages.length;
  }

  /** Bytes of all rows. */
  get rowsLength(): number {
    return this.footer.postings * rowBytes(this.footer.rows);
  }

  /** Whether these are the bytes that were written as that page of rows. */
  pageIsSound(page: number, bytes: Uint8Array): boolean {
    return crc32(bytes) === this.#pages[page];
  }

  /** Reads rows from an offset among them; returns the number of bytes got. */
  readRows(into: Uint8Array, length: number, offset: number): number {
    return this.read(into, length, this.footer.rows.offset + offset);
  }

  /** Fills as much of `into` as the file has from `offset` on, up to `length`; returns how much that is. */
  read(into: Uint8Array, length: number, offset: number): number {
    let done = 0;
    while (done < length) {
      const got = readSync(this.#fd, into, done, length - done, offset + done);
      if (got === 0) break;
      done += got;
    }
    return done;
  }

  /** The packed peaks of a track; throws Damage when they aren't what was written. */
  peaks(track: number): Uint8Array {
    const place = this.table.peaksPlace(track);
    const bytes = new Uint8Array(place.length);
    if (this.read(bytes, place.length, place.offset) < place.length) throw new Damage('peaks are cut off', this.name);
    if (crc32(bytes) !== place.checksum) throw new Damage('peaks have another checksum', this.name);
    return bytes;
  }

  close(): void {
    closeSync(this.#fd);
  }

  #readFooter(size: number): Footer {
    const trailer = Buffer.alloc(TRAILER_BYTES);
    if (size < HEADER.length + TRAILER_BYTES) throw new Damage('the file is cut off');
    this.read(trailer, TRAILER_BYTES, size - TRAILER_BYTES);
    if (!trailer.subarray(8).equals(TRAILER_MAGIC)) throw new Damage('the file has no end mark');
    const length = trailer.readUInt32LE(0);
    if (length > MAX_FOOTER_BYTES || length > size - TRAILER_BYTES) throw new Damage('the footer has no sound length');
    const text = Buffer.alloc(length);
    this.read(text, length, size - TRAILER_BYTES - length);
    if (crc32(text) !== trailer.readUInt32LE(4)) throw new Damage('the footer has another checksum');
    const json: unknown = JSON.parse(text.toString('utf8'));
    const format = (json as { format?: unknown } | null)?.format;
    if (typeof format === 'number' && format > FORMAT) throw new NewerFormat(`format ${format}`);
    const footer = footerSchema.safeParse(json);
    if (!footer.success) throw new Damage('the footer lacks fields');
    return footer.data;
  }

  #readSection(section: Footer['table'], size: number): Buffer {
    if (section.offset + section.length > size) throw new Damage('a section lies outside the file');
    const bytes = Buffer.allocUnsafe(section.length);
    if (this.read(bytes, section.length, section.offset) < section.length) throw new Damage('a section is cut off');
    if (crc32(bytes) !== section.checksum) throw new Damage('a section has another checksum');
    return bytes;
  }

  #readWords(section: Footer['table'], size: number): Uint32Array {
    const bytes = this.#readSection(section, size);
    const words = new Uint32Array(section.length / 4);
    for (let i = 0; i < words.length; i++) words[i] = bytes.readUInt32LE(i * 4);
    return words;
  }
}

/** The tracks of a segment: their lengths, where each begins on the segment's time line, and where its parts lie. */
export class TrackTable {
  readonly lengths: Uint32Array;
  /** One longer than the tracks: the last is the segment's length. */
  readonly bases: Uint32Array;
  readonly #rows: Buffer;

  constructor(rows: Buffer, footer: Footer, peaksEnd: number) {
    if (rows.length !== footer.tracks * TRACK_ROW_BYTES) throw new Damage('the track table has another length');
    this.#rows = rows;
    this.lengths = new Uint32Array(footer.tracks);
    this.bases = new Uint32Array(footer.tracks + 1);
    let base = 0;
    for (let track = 0; track < footer.tracks; track++) {
      const length = rows.readUInt32LE(track * TRACK_ROW_BYTES);
      this.lengths[track] = length;
      this.bases[track] = base;
      base += length;
      const peaks = this.peaksPlace(track);
      if (!(peaks.offset >= 0 && peaks.offset + peaks.length <= peaksEnd))
        throw new Damage('peaks lie outside the file');
    }
    if (base !== footer.positions || base > 0xffffffff) throw new Damage('the track table has another time line');
    this.bases[footer.tracks] = base;
  }

  get count(): number {
    return this.lengths.length;
  }

  seconds(track: number): number {
    return this.#rows.readFloatLE(track * TRACK_ROW_BYTES + 4);
  }

  record(track: number): RecordPlace {
    const at = track * TRACK_ROW_BYTES;
    return { offset: this.#rows.readUInt32LE(at + 24), length: this.#rows.readUInt32LE(at + 28) };
  }

  peaksPlace(track: number): { offset: number; length: number; checksum: number } {
    const at = track * TRACK_ROW_BYTES;
    return {
      offset: this.#rows.readDoubleLE(at + 8),
      length: this.#rows.readUInt32LE(at + 16),
      checksum: this.#rows.readUInt32LE(at + 20),
    };
  }
}
