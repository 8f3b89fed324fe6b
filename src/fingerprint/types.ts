/**
 * What the engine and the index store tell each other. The engine (this folder) knows no files; the store
 * (`src/library`) knows nothing of sound: to it, keys, positions, details and peaks are numbers to keep and find.
 */

/** All that the index keeps of one track. */
export interface TrackPrint {
  /** Length of the track in position units (see `POSITIONS_PER_SECOND` in the engine); all positions are below it. */
  length: number;
  seconds: number;
  /** One posting i is (keys[i], positions[i], details[i]); in any order. */
  keys: Uint32Array;
  positions: Uint32Array;
  details: Uint32Array;
  /** The track's peaks, packed by the engine: needed whole to verify a candidate. */
  peaks: Uint8Array;
}

/**
 * Receives postings of one range of keys, which is named by its number: those at indexes from (inclusive) to (exclusive) of the
 * arrays, in order of key. Must not keep the arrays.
 */
export type PostingVisitor = (
  range: number,
  keys: Uint32Array,
  positions: Uint32Array,
  details: Uint32Array,
  from: number,
  to: number,
) => void;

/**
 * The index as the engine sees it. All tracks lie one after another on one time line, each at its `base`, so a position
 * names its track too. Calls are synchronous: the store reads by position, and a positioned read beats a promise.
 */
export interface PrintIndex {
  readonly trackCount: number;
  /** All postings, removed tracks' included: thresholds follow it. */
  readonly postingCount: number;
  /**
   * Visits the postings with a key in one of the `count` ranges, which reach from `lows` to `highs` (both inclusive), ascend and
   * share no key. A range may be visited several times (once a segment, or in pieces), and ranges come in ascending order, but
   * anew for each segment. The more of them a call has, the less each costs.
   */
  lookup(lows: Uint32Array, highs: Uint32Array, count: number, visit: PostingVisitor): void;
  /** The track at a position on the common time line, or -1 for one that was removed. */
  trackAt(position: number): number;
  baseOf(track: number): number;
  lengthOf(track: number): number;
  /** Packed peaks of a track. The caller keeps what it needs decoded. */
  peaksOf(track: number): Uint8Array;
}
