import { crc32 } from 'node:zlib';
import { BLOCK_ALIGNMENT, BLOCK_POSTINGS, encodeBlock, MAX_BLOCK_BYTES, type Widths } from './block.js';
import { FileWriter } from './file-writer.js';
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

/**
 * Writes NAME.prints: first every track, then every posting in order of key and position, then `finish`. Holds the
 * directory and the track table (a 64th of a posting's size, 32 bytes a track) and two buffers, whatever the size.
 */
export class SegmentWriter {
  readonly #file: FileWriter;
  readonly #engine: string;
  readonly #widths: Widths;
  readonly #block = new Uint8Array(MAX_BLOCK_BYTES);
  readonly #keys = new Uint32Array(BLOCK_POSTINGS);
  readonly #positions = new Uint32Array(BLOCK_POSTINGS);
  readonly #details = new Uint32Array(BLOCK_POSTINGS);
  readonly #rows: Buffer[] = [];
  #directory = new Uint32Array(256);
  #blocks = 0;
  #blocksStart = -1;
  #waiting = 0;
  #postings = 0;
  #length = 0;

  constructor(path: string, engine: string, widths: Widths) {
    this.#engine = engine;
    this.#widths = widths;
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
    this.#rows.push(row);
    this.#length += track.length;
    this.#file.write(track.peaks);
  }

  addPosting(key: number, position: number, detail: number): void {
    const i = this.#waiting++;
    this.#keys[i] = key;
    this.#positions[i] = position;
    this.#details[i] = detail;
    if (this.#waiting === BLOCK_POSTINGS) this.#writeBlock();
  }

  finish(): SegmentSize {
    this.#writeBlock();
    this.#align();
    const blocks = { count: this.#blocks, offset: this.#blocksStart, end: this.#file.offset };
    const directory = this.#section(words(this.#directory.subarray(0, this.#blocks * 2)));
    const table = this.#section(Buffer.concat(this.#rows));
    const footer: Footer = {
      format: FORMAT,
      engine: this.#engine,
      widths: this.#widths,
      tracks: this.#rows.length,
      postings: this.#postings,
      positions: this.#length,
      blocks,
      directory,
      table,
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
    return { tracks: this.#rows.length, postings: this.#postings, positions: this.#length, bytes };
  }

  abandon(): void {
    this.#file.abandon();
  }

  #writeBlock(): void {
    if (this.#blocksStart < 0) this.#align();
    if (this.#waiting === 0) return;
    const length = encodeBlock(this.#block, this.#widths, this.#keys, this.#positions, this.#details, 0, this.#waiting);
    if (this.#directory.length === this.#blocks * 2) {
      const larger = new Uint32Array(this.#directory.length * 2);
      larger.set(this.#directory);
      this.#directory = larger;
    }
    this.#directory[this.#blocks * 2] = this.#keys[0]!;
    this.#directory[this.#blocks * 2 + 1] = this.#file.offset / BLOCK_ALIGNMENT;
    this.#blocks++;
    this.#file.write(this.#block.subarray(0, length));
    this.#postings += this.#waiting;
    this.#waiting = 0;
  }

  #align(): void {
    const over = this.#file.offset % BLOCK_ALIGNMENT;
    if (over > 0) this.#file.write(new Uint8Array(BLOCK_ALIGNMENT - over));
    if (this.#blocksStart < 0) this.#blocksStart = this.#file.offset;
  }

  #section(bytes: Uint8Array): Footer['directory'] {
    const offset = this.#file.offset;
    this.#file.write(bytes);
    return { offset, length: bytes.length, checksum: crc32(bytes) };
  }
}

/** The words' bytes, little-endian on every machine. */
function words(values: Uint32Array): Buffer {
  const bytes = Buffer.allocUnsafe(values.length * 4);
  for (let i = 0; i < values.length; i++) bytes.writeUInt32LE(values[i]!, i * 4);
  return bytes;
}
