import type { PostingVisitor, PrintIndex } from '../../fingerprint/types.js';
import { PAGE_BYTES } from './rows.js';
import type { SegmentFile } from './segment-file.js';
import type { RecordPlace } from './segment-format.js';
import { Decoded, SegmentLookup } from './segment-lookup.js';

/** Positions are looked up by page of 2^14: three minutes of music, so a page holds one or two tracks' beginnings. */
const PAGE_BITS = 14;
/**
 * Up to this many bytes of postings (some 16 hours of music) are read once and kept. A mix asks for keys from everywhere, so
 * that each of its stretches would read nearly all of so small an index again: a fifth of the time of identifying.
 */
const KEPT_BYTES = 64 * 2 ** 20;

export interface OpenSegment {
  file: SegmentFile;
  removed: ReadonlySet<number>;
}

/**
 * The library's segments as the one index that the engine knows: their time lines one after another. Holds their
 * directories and track tables, and for each a window of at most 256 KB; postings and peaks stay on the disk, but for the
 * postings of a small library.
 */
export class IndexView implements PrintIndex {
  readonly trackCount: number;
  readonly postingCount: number;
  readonly #parts: { file: SegmentFile; lookup: SegmentLookup; base: number; firstTrack: number }[] = [];
  /** Whether anything can be made of a track; asked when its peaks are. */
  isOfUse: (track: number) => boolean = () => true;
  readonly #onDamage: (segment: string, message: string) => void;
  /** One longer than the tracks: the last is the end of the common time line. */
  readonly #bases: Uint32Array;
  readonly #removed: Uint8Array;
  readonly #firstTrackOfPage: Uint32Array;
  #end = 0;

  constructor(segments: readonly OpenSegment[], onDamage: (segment: string, message: string) => void) {
    this.#onDamage = onDamage;
    this.trackCount = segments.reduce((sum, { file }) => sum + file.table.count, 0);
    this.postingCount = segments.reduce((sum, { file }) => sum + file.footer.postings, 0);
    this.#bases = new Uint32Array(this.trackCount + 1);
    this.#removed = new Uint8Array(this.trackCount);
    let track = 0;
    const keep = segments.reduce((sum, { file }) => sum + file.pages.count * PAGE_BYTES, 0) <= KEPT_BYTES;
    const decoded = new Decoded();
    for (const { file, removed } of segments) {
      const base = this.#end;
      const lookup = new SegmentLookup(file, decoded, (message) => onDamage(file.name, message), keep);
      this.#parts.push({ file, lookup, base, firstTrack: track });
      for (const gone of removed) this.#removed[track + gone] = 1;
      for (let i = 0; i < file.table.count; i++) this.#bases[track++] = base + file.table.bases[i]!;
      this.#end += file.footer.positions;
    }
    this.#bases[this.trackCount] = this.#end;
    this.#firstTrackOfPage = this.#pages();
  }

  lookup(lows: Uint32Array, highs: Uint32Array, count: number, visit: PostingVisitor): void {
    for (const { lookup, base } of this.#parts) lookup.lookup(lows, highs, count, base, visit);
  }

  trackAt(position: number): number {
    if (!(position < this.#end)) return -1;
    let track = this.#firstTrackOfPage[position >>> PAGE_BITS]!;
    while (this.#bases[track + 1]! <= position) track++;
    return this.#removed[track] ? -1 : track;
  }

  baseOf(track: number): number {
    return this.#bases[track]!;
  }

  lengthOf(track: number): number {
    return this.#bases[track + 1]! - this.#bases[track]!;
  }

  /** Empty when they or the track's name are damaged; the track isn't spoken of any more then. */
  peaksOf(track: number): Uint8Array {
    const { file, firstTrack } = this.#partOf(track);
    if (!this.isOfUse(track)) {
      this.#removed[track] = 1;
      return new Uint8Array(0);
    }
    try {
      return file.peaks(track - firstTrack);
    } catch (error) {
      this.#removed[track] = 1;
      this.#onDamage(file.name, (error as Error).message);
      return new Uint8Array(0);
    }
  }

  isRemoved(track: number): boolean {
    return this.#removed[track] === 1;
  }

  /** The segment that a track lies in, and where in NAME.tracks its line is. */
  recordPlace(ordinal: number): { segment: string; track: number; place: RecordPlace } {
    const { file, firstTrack } = this.#partOf(ordinal);
    const track = ordinal - firstTrack;
    return { segment: file.name, track, place: file.table.record(track) };
  }

  close(): void {
    for (const { file } of this.#parts) file.close();
  }

  #partOf(track: number) {
    return this.#parts.findLast(({ firstTrack }) => firstTrack <= track)!;
  }

  /** For each page, the track that its first position lies in. */
  #pages(): Uint32Array {
    const size = 2 ** PAGE_BITS;
    const pages = new Uint32Array(Math.ceil(this.#end / size));
    const bases = this.#bases;
    let track = 0;
    for (let page = 0; page < pages.length; page++) {
      while (bases[track + 1]! <= page * size) track++;
      pages[page] = track;
    }
    return pages;
  }
}
