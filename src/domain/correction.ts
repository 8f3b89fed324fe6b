import type { Span } from './span.js';
import type { Track } from './track.js';

/** The entry that a correction is about: where it stood, and what it was called. */
export interface About extends Span {
  was: string;
}
/** What it is called; null for one that nobody knows. */
interface Name extends About {
  kind: 'name';
  track: Track | null;
  /** Of the unknown that was named so in every mix: whoever renames it means this one as well. */
  number?: number;
}
interface Times extends About {
  kind: 'times';
  to: Span;
}
/** There is no such entry. */
interface Removed extends About {
  kind: 'removed';
}
/** Whatever it is, it isn't what it was called: that name isn't proposed again there. */
interface Rejected extends About {
  kind: 'rejected';
}
interface Added extends Span {
  kind: 'added';
  track: Track | null;
}
/** Of the mix itself. */
export interface Heading {
  kind: 'heading';
  title?: string;
  artist?: string;
  /** When it was played: YYYY-MM-DD, or less. */
  date?: string;
}

/** One thing that a person said of a tracklist. It beats every identifier, and is said again of every later result. */
export type Correction = Name | Times | Removed | Rejected | Added | Heading;
