import { LibraryError } from '../domain/errors.js';
import type { PostingVisitor, PrintIndex } from '../fingerprint/types.js';
import type { KnownRecord } from './facts/fill.js';
import type { TrackRecord } from './store/records.js';

export interface NamedIndex {
  readonly prints: PrintIndex;
  /** Who a track of the index is; null when its line is damaged. */
  record(ordinal: number): TrackRecord | null;
}

/** What an identifier needs of a library, or of several. */
export interface OpenIndex extends NamedIndex {
  close(): void;
  /** A record with what DJ programs say of it. */
  known(ordinal: number): KnownRecord | null;
  /** The same without keeping it at hand, for whoever goes through all of them. */
  read(ordinal: number): KnownRecord | null;
}

/** The common time line is counted in 32 bits. */
const LONGEST = 2 ** 32 - 1;

/**
 * Several libraries as one, so that the same sound in two of them is known to be the same: each of them asked by itself would
 * find it, and neither would know of the other.
 */
export function together(indexes: readonly [OpenIndex, ...OpenIndex[]]): OpenIndex {
  if (indexes.length === 1) return indexes[0];
  const prints = new JointPrints(indexes.map((index) => index.prints));
  return {
    prints,
    record(ordinal) {
      const { part, track } = prints.placeOf(ordinal);
      return indexes[part]!.record(track);
    },
    known(ordinal) {
      const { part, track } = prints.placeOf(ordinal);
      return indexes[part]!.known(track);
    },
    read(ordinal) {
      const { part, track } = prints.placeOf(ordinal);
      return indexes[part]!.read(track);
    },
    close() {
      for (const index of indexes) index.close();
    },
  };
}

class JointPrints implements PrintIndex {
  readonly trackCount: number;
  readonly postingCount: number;
  readonly #parts: { prints: PrintIndex; base: number; firstTrack: number }[] = [];
  /** Positions on the common time line, of the postings that are being told. */
  #moved = new Uint32Array(4096);

  constructor(all: readonly PrintIndex[]) {
    let base = 0;
    let firstTrack = 0;
    for (const prints of all) {
      this.#parts.push({ prints, base, firstTrack });
      const last = prints.trackCount - 1;
      base += last < 0 ? 0 : prints.baseOf(last) + prints.lengthOf(last);
      firstTrack += prints.trackCount;
    }
    if (base > LONGEST) {
      throw new LibraryError(
        'These libraries together have more music than one index holds (about 13,800 hours). Name fewer of them.',
      );
    }
    this.trackCount = firstTrack;
    this.postingCount = all.reduce((sum, { postingCount }) => sum + postingCount, 0);
  }

  lookup(lows: Uint32Array, highs: Uint32Array, count: number, visit: PostingVisitor): void {
    for (const { prints, base } of this.#parts) {
      if (base === 0) prints.lookup(lows, highs, count, visit);
      else {
        prints.lookup(lows, highs, count, (range, keys, positions, details, from, to) => {
          if (this.#moved.length < to) this.#moved = new Uint32Array(2 * to);
          for (let i = from; i < to; i++) this.#moved[i] = positions[i]! + base;
          visit(range, keys, this.#moved, details, from, to);
        });
      }
    }
  }

  trackAt(position: number): number {
    const { prints, base, firstTrack } = this.#parts.findLast((part) => part.base <= position)!;
    const track = prints.trackAt(position - base);
    return track < 0 ? -1 : firstTrack + track;
  }

  baseOf(track: number): number {
    const { part, track: own } = this.placeOf(track);
    const { prints, base } = this.#parts[part]!;
    return base + prints.baseOf(own);
  }

  lengthOf(track: number): number {
    const { part, track: own } = this.placeOf(track);
    return this.#parts[part]!.prints.lengthOf(own);
  }

  peaksOf(track: number): Uint8Array {
    const { part, track: own } = this.placeOf(track);
    return this.#parts[part]!.prints.peaksOf(own);
  }

  placeOf(track: number): { part: number; track: number } {
    const part = this.#parts.findLastIndex(({ firstTrack }) => firstTrack <= track);
    return { part, track: track - this.#parts[part]!.firstTrack };
  }
}
