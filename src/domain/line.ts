import type { Match } from './match.js';
import type { Span } from './span.js';
import type { Track } from './track.js';

/**
 * The straight relation between mix time and track time that a run of one identifier's matches lies on. Its slope is the
 * played speed. It begins and ends where the track was heard.
 */
export interface Line extends Span {
  identifier: string;
  key: string;
  track: Track;
  /** In the order of mix time; never empty. */
  matches: Match[];
  /** Track time at `start`; absent when no match told a position. */
  trackStart?: number;
  /** Absent when it can't be told. */
  speed?: number;
  /** True when both ends were heard, not merely sampled. */
  tracked: boolean;
  /** How sure it is that this track sounds here, from 0 to 1. */
  confidence: number;
}
