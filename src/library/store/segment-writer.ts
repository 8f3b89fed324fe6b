import { basename } from 'node:path';
import { crc32 } from '../../files/checksum.js';
import { FileWriter } from './file-writer.js';
import { pageChecksum } from './page.js';
import {
  codecFor,
  type Extent,
  formatFor,
  HEAD_WORDS,
  PAGE_BYTES,
  PAGE_WORDS,
  type RowCodec,
  type RowFormat,
} from './rows.js';
import {
  BYTE_ORDER,
  FORMAT,
  type Footer,
  HEADER,
  MAX_INPUTS,
  type RecordPlace,
  type Section,
  TRACK_ROW_BYTES,
  TRAILER_BYTES,
  TRAILER_MAGIC,
} from './segment-format.js';
import { WordList } from './word-list.js';

export interface SegmentTrack {
  length: number;
  seconds: number;
  peaks: Uint8Array;
  record: RecordPlace;
}

/** What a manifest says of a segment, besides its name and its engine. */
export interface SegmentSize {
  format: number;
  tracks: number;
  postings: number;
  positions: number;
  bytes: number;
}

/**
 * Writes NAME.prints: first every track, then every posting in order of key and position, then `finish`. Holds the first
 * key of every page (a hundredth of a byte a posting), 32 bytes a track and a buffer, whatever the size.
 */
export class SegmentWriter {
  readonly #file: FileWriter;
  readonly #name: string;
  readonly #inputs: readonly string[];
  readonly #engine: string;
  readonly #extent: Extent;
  readonly #format: RowFormat;
  readonly #codec: RowCodec;
  /** The first key of a page and those below this are told apart by the key's bits. */
  readonly #reach: number;
  readonly #page = new Uint32Array(PAGE_WORDS);
  readonly #pageBytes = new Uint8Array(this.#page.buffer);
  readonly #firstKeys = new WordList();
  readonly #tracks = new WordList();
  #used = HEAD_WORDS;
  #firstKey = 0;
  #pagesStart = -1;
  #postings = 0;
  #length = 0;

  /** `extent` may be larger than what comes, never smaller; `inputs` are the segments that it is merged from. */
  constructor(path: string, engine: string, extent: Extent, inputs: readonly string[] = []) {
    this.#name = basename(path, '.prints');
    this.#inputs = inputs.slice(0, MAX_INPUTS);
    this.#engine = engine;
    this.#extent = extent;
    this.#format = formatFor(extent);
    this.#codec = codecFor(this.#format);
    this.#reach = 2 ** this.#format.key;
    this.#file = new FileWriter(path);
    this.#file.write(HEADER);
  }

  addTrack({ length, seconds, peaks, record }: SegmentTrack): void {
    const row = this.#tracks;
    const { offset } = this.#file;
    row.push(length);
    row.push(new Uint32Array(Float32Array.of(seconds).buffer)[0]!);
    row.push(offset % 2 ** 32);
    row.push(Math.floor(offset / 2 ** 32));
    row.push(peaks.length);
    row.push(crc32(peaks));
    row.push(record.offset);
    row.push(record.length);
    this.#length += length;
    this.#file.write(peaks);
  }

  addPosting(key: number, position: number, detail: number): void {
    if (this.#used === PAGE_WORDS || key - this.#firstKey >= this.#reach) this.#endPage();
    if (this.#used === HEAD_WORDS) this.#firstKey = key;
    const { keyShift, upperShift, lowerShift } = this.#codec;
    this.#page[this.#used] = (position << lowerShift) | detail;
    this.#page[this.#used + 1] = ((key - this.#firstKey) << keyShift) | (position >>> upperShift);
    this.#used += 2;
    this.#postings++;
  }

  finish(): SegmentSize {
    this.#endPage();
    this.#startPages();
    const tracks = this.#tracks.length / (TRACK_ROW_BYTES / 4);
    const postings = this.#postings;
    const footer: Footer = {
      format: FORMAT,
      engine: this.#engine,
      byteOrder: BYTE_ORDER,
      name: this.#name,
      inputs: [...this.#inputs],
      tracks,
      postings,
      positions: this.#length,
      maxDetail: this.#extent.maxDetail,
      pages: { offset: this.#pagesStart, count: this.#firstKeys.length, ...this.#format },
      firstKeys: this.#section(this.#firstKeys.bytes()),
      table: this.#section(this.#tracks.bytes()),
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
    return { format: FORMAT, tracks, postings, positions: this.#length, bytes };
  }

  abandon(): void {
    this.#file.abandon();
  }

  #endPage(): void {
    if (this.#used === HEAD_WORDS) return;
    this.#startPages();
    const page = this.#page;
    page.fill(0, this.#used);
    page[1] = (this.#used - HEAD_WORDS) / 2;
    page[0] = pageChecksum(page, 0, this.#firstKeys.length);
    this.#firstKeys.push(this.#firstKey);
    this.#file.write(this.#pageBytes);
    this.#used = HEAD_WORDS;
  }

  /** Pages begin where the system's do, so that reading one touches no second. */
  #startPages(): void {
    if (this.#pagesStart >= 0) return;
    const over = this.#file.offset % PAGE_BYTES;
    if (over > 0) this.#file.write(new Uint8Array(PAGE_BYTES - over));
    this.#pagesStart = this.#file.offset;
  }

  #section(bytes: Uint8Array): Section {
    const offset = this.#file.offset;
    this.#file.write(bytes);
    return { offset, length: bytes.length, checksum: crc32(bytes) };
  }
}
