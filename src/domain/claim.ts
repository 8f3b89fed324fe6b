import type { Span } from './span.js';
import type { Track } from './track.js';

/** What a list of claims is: each kind errs in its own way. */
export type ClaimKind = 'history' | 'cue' | 'chapter' | 'description' | 'comment' | 'list';

/** A track that somebody's list says is in the mix: a question, until it is heard. */
export interface Claim {
  /** `file` is its path as the list has it, which may be another machine's. */
  track: Track;
  /** When the list says that it begins, by the list's clock; null where it says nothing but the order. */
  at: number | null;
  /** When it says that the track was taken off, by the same clock. */
  until?: number;
  /** Said to be laid over the one before. */
  layered?: true;
}

/** All that one history, sheet, page or pasted text says, in its order. */
export interface ClaimList {
  kind: ClaimKind;
  /** Who says so, for people: `Traktor history`, `chapters`, `set.txt`. */
  by: string;
  /** What its times count: seconds of the mix, seconds since 1970, or nothing, where only the order is said. */
  clock: 'mix' | 'world' | null;
  /** By so many seconds its times may be wrong on either side. */
  slack: number;
  claims: Claim[];
}

/** What an identifier is asked about a claim. */
export interface SoughtClaim {
  track: Track;
  /** Where in the mix it should be, in mix time; null where nobody knows. */
  place: Span | null;
  /** Whether it can be nowhere else: the order of its list says so. */
  nowhereElse?: true;
}

/** A claim as a tracklist keeps it: what was said, and whether it is heard. */
export interface KeptClaim {
  track: Track;
  kind: ClaimKind;
  by: string;
  /** When it is said to begin, in mix time; null where nobody knows. */
  mixTime: number | null;
  /** The stretch that it speaks of, until the next one of its list; null where nobody knows. */
  stretch: Span | null;
  /** When it takes over where it was heard; null where it wasn't. */
  heardAt: number | null;
}

/** Who claims the track of an entry, and when that says that it begins. */
export interface ClaimedBy {
  by: string;
  /** Null where only the order is said. */
  mixTime: number | null;
}

/** What is claimed for a stretch that nobody knows, and wasn't heard. */
export interface OpenClaim extends ClaimedBy {
  track: Track;
}
