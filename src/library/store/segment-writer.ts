import { crc32 } from './checksum.js';
import { FileWriter } from './file-writer.js';
import { bucketCount, type Extent, formatFor, PAGE_BYTES, ROW_SLACK, type RowFormat } from './rows.js';
import {
  FORMAT,
  type Footer,
  HEADER,
  type RecordPlace,
  TRACK_ROW_BYTES,
  TRAILER_BYTES,
  TRAILER_MAGIC,
} from './segment-format.js';

export interface SegmentTrack {
  length: number;
  seconds: number;
  peaks: Uint8Array;
  record: RecordPlace;
}

export interface SegmentSize {
  tracks: number;
  postings: number;
  positions: number;
  bytes: number;
}

/** Rows are gathered to this many pages before they are written. */
const BUFFER_BYTES = 64 * PAGE_BYTES;

/**
 * Writes NAME.prints: first every track, then every posting in order of key and position, then `finish`. Holds the tables
 * (a third of a byte a posting, 33 MB at most, and 32 bytes a track) and two buffers, whatever the size.
 */
export class SegmentWriter {
  readonly #file: FileWriter;
  readonly #engine: string;
  readonly #extent: Extent;
  readonly #format: RowFormat;
  readonly #buckets: Uint32Array;
  readonly #buffer = new Uint8Array(BUFFER_BYTES + 16);
  readonly #view = new DataView(this.#buffer.buffer);
  readonly #pages: number[] = [];
  readonly #tracks: Buffer[] = [];
  #used = 0;
  #rowsStart = -1;
  #bucket = 0;
  #postings = 0;
  #length = 0;

  /** `extent` may be larger than what comes, never smaller. */
  constructor(path: string, engine: string, extent: Extent) {
    this.#engine = engine;
    this.#extent = extent;
    this.#format = formatFor(extent);
    this.#buckets = new Uint32Array(bucketCount(extent.maxKey, this.#format.shift) + 1);
    this.#file = new FileWriter(path);
    this.#file.write(HEADER);
  }

  addTrack(track: SegmentTrack): void {
    const row = Buffer.alloc(TRACK_ROW_BYTES);
    row.writeUInt32LE(track.length, 0);
    row.writeFloatLE(track.seconds, 4);
    row.writeDoubleLE(this.#file.offset, 8);
    row.writeUInt32LE(track.peaks.length, 16);
    row.writeUInt32LE(crc32(track.peaks), 20);
    row.writeUInt32LE(track.record.offset, 24);
    row.writeUInt32LE(track.record.length, 28);
    this.#tracks.push(row);
    this.#length += track.length;
    this.#file.write(track.peaks);
  }

  addPosting(key: number, position: number, detail: number): void {
    const { shift, key: keyBytes, position: positionBytes, detail: detailBytes } = this.#format;
    const bucket = shift === 32 ? 0 : key >>> shift;
    while (this.#bucket < bucket) this.#buckets[++this.#bucket] = this.#postings;
    // Each field's upper bytes are overwritten by the next one; the last one's by the next row.
    let at = this.#used;
    this.#view.setUint32(at, key, true);
    at += keyBytes;
    this.#view.setUint32(at, position, true);
    at += positionBytes;
    this.#view.setUint32(at, detail, true);
    this.#used = at + detailBytes;
    this.#postings++;
    if (this.#used >= BUFFER_BYTES) this.#flush(BUFFER_BYTES);
  }

  finish(): SegmentSize {
    this.#flush(this.#used);
    const buckets = this.#buckets;
    while (this.#bucket < buckets.length - 1) buckets[++this.#bucket] = this.#postings;
    const postings = this.#postings;
    const { maxKey, maxDetail } = this.#extent;
    const footer: Footer = {
      format: FORMAT,
      engine: this.#engine,
      rows: { ...this.#format, offset: this.#rowsStart },
      tracks: this.#tracks.length,
      postings,
      positions: this.#length,
      maxKey,
      maxDetail,
      buckets: this.#section(words(buckets)),
      pages: this.#section(words(this.#pages)),
      table: this.#section(Buffer.concat(this.#tracks)),
    };
    const text = Buffer.from(JSON.stringify(footer));
    const trailer = Buffer.alloc(TRAILER_BYTES);
    trailer.writeUInt32LE(text.length, 0);
    trailer.writeUInt32LE(crc32(text), 4);
    TRAILER_MAGIC.copy(trailer, 8);
    this.#file.write(text);
    this.#file.write(trailer);
    const bytes = this.#file.offset;
    this.#file.close();
    return { tracks: this.#tracks.length, postings, positions: this.#length, bytes };
  }

  abandon(): void {
    this.#file.abandon();
  }

  /** Writes the first bytes of the buffer, page by page, and moves what is left to its front. */
  #flush(bytes: number): void {
    if (this.#rowsStart < 0) this.#rowsStart = this.#file.offset;
    for (let at = 0; at < bytes; at += PAGE_BYTES)
      this.#pages.push(crc32(this.#buffer.subarray(at, Math.min(bytes, at + PAGE_BYTES))));
    this.#file.write(this.#buffer.subarray(0, bytes));
    this.#buffer.copyWithin(0, bytes, this.#used + ROW_SLACK);
    this.#used -= bytes;
  }

  #section(bytes: Uint8Array): Footer['table'] {
    const offset = this.#file.offset;
    this.#file.write(bytes);
    return { offset, length: bytes.length, checksum: crc32(bytes) };
  }
}

/** The words' bytes, little-endian on every machine. */
function words(values: ArrayLike<number>): Buffer {
  const bytes = Buffer.allocUnsafe(values.length * 4);
  for (let i = 0; i < values.length; i++) bytes.writeUInt32LE(values[i]!, i * 4);
  return bytes;
}
