import type { Heard } from '../heard.js';
import type { Span } from '../span.js';

/** Hears the mix along with the identifiers, part by part, and can tell something of its sound then. */
export interface Analyser {
  hear(pcm: Int16Array): void;
}

/** What the mix's own sound tells besides the names that others give it. */
export interface Sound {
  /**
   * When the sound of one stretch gives way to that of another, somewhere `between` them. `guess` is what the rest of the
   * evidence says. Null when the sound doesn't tell.
   */
  takeover(between: Span, old: Span, next: Span, guess: number): number | null;
  /** Whether one stretch sounds like nothing in the other. Null when the sound doesn't tell. */
  isStrange?(stretch: Span, side: Span): boolean | null;
  /** When the sound becomes another one for long, as it does at most changes of tracks: seconds of the mix, ascending. */
  changes?(): readonly number[];
}

/** Tells what a stretch sounds like, in seconds from where the listening began. */
export interface StretchEar {
  heard(from?: number, to?: number): Pick<Heard, 'tempo' | 'key' | 'energy'>;
}
