import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { basename } from 'node:path';
import { crc32 } from 'node:zlib';
import { BLOCK_ALIGNMENT, MAX_BLOCK_BYTES } from './block.js';
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

/** A NAME.prints file, opened and found sound in everything but its blocks and peaks, which are checked when read. */
export class SegmentFile {
  readonly name: string;
  readonly footer: Footer;
  /** First key of each block, ascending. */
  readonly firstKeys: Uint32Array;
  readonly table: TrackTable;
  readonly #fd: number;
  /** Where each block begins, in units of the alignment, and where the last one ends. */
  readonly #offsets: Uint32Array;

  private constructor(fd: number, name: string) {
    this.#fd = fd;
    this.name = name;
    const size = fstatSync(fd).size;
    this.footer = this.#readFooter(size);
    const { blocks, directory, table } = this.footer;
    if (directory.length !== blocks.count * 8) throw new Damage('the directory has another length than its blocks');
    const words = this.#readSection(directory, size);
    this.firstKeys = new Uint32Array(blocks.count);
    this.#offsets = new Uint32Array(blocks.count + 1);
    for (let i = 0; i < blocks.count; i++) {
      this.firstKeys[i] = words.readUInt32LE(i * 8);
      this.#offsets[i] = words.readUInt32LE(i * 8 + 4);
    }
    this.#offsets[blocks.count] = blocks.end / BLOCK_ALIGNMENT;
    this.#checkDirectory();
    this.table = new TrackTable(this.#readSection(table, size), this.footer, blocks.offset);
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

  get blockCount(): number {
    return this.firstKeys.length;
  }

  /** Where a block begins in the file; for the block after the last, where that one ends. */
  blockOffset(block: number): number {
    return this.#offsets[block]! * BLOCK_ALIGNMENT;
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

  #readSection(section: Footer['directory'], size: number): Buffer {
    if (section.offset + section.length > size) throw new Damage('a section lies outside the file');
    const bytes = Buffer.allocUnsafe(section.length);
    if (this.read(bytes, section.length, section.offset) < section.length) throw new Damage('a section is cut off');
    if (crc32(bytes) !== section.checksum) throw new Damage('a section has another checksum');
    return bytes;
  }

  #checkDirectory(): void {
    for (let i = 0; i < this.blockCount; i++) {
      if (i > 0 && this.firstKeys[i]! < this.firstKeys[i - 1]!) throw new Damage('the directory is out of order');
      const length = (this.#offsets[i + 1]! - this.#offsets[i]!) * BLOCK_ALIGNMENT;
      if (length <= 0 || length > MAX_BLOCK_BYTES) throw new Damage('a block has no sound length');
    }
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
