import type { TrackTable } from './track-table.js';

/** What merging and verifying read a segment by, whatever its format. */
export interface SegmentSource {
  readonly name: string;
  readonly footer: {
    format: number;
    /** The first segments didn't say it of themselves. */
    engine?: string | undefined;
    inputs?: readonly string[] | undefined;
    tracks: number;
    postings: number;
    positions: number;
    maxDetail: number;
  };
  readonly table: TrackTable;
  /** The packed peaks of a track; throws Damage when they aren't what was written. */
  peaks(track: number): Uint8Array;
  cursor(): PostingCursor;
  close(): void;
}

/** Walks every posting of a segment in order of key and position. */
export interface PostingCursor {
  readonly key: Uint32Array;
  readonly position: Uint32Array;
  readonly detail: Uint32Array;
  /** Postings in the three columns above; 0 at the end. */
  readonly count: number;
  /** Decodes the next ones; false at the end. Throws Damage. */
  next(): boolean;
}
