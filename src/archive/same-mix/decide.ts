import { lengthOf, overlapOf, type Span } from '../../domain/span.js';
import type { Entry } from '../../domain/tracklist.js';
import type { Lying } from './compare.js';

/** The shorter of two recordings of one mix lies in the longer one but for this: a jingle in front, somebody talking at the end. */
const NEARLY_ALL = 0.85;
/** Seconds that two recordings have in common which are the same from end to end, … */
const LEAST_WHOLE = 60;
/** … and of which one is a part of the other: less may be a jingle, or a track as it was played. */
const LEAST_PART = 240;
/** No track is as long as this, … */
const NO_TRACK = 15 * 60;
/** … and what is shorter holds this much of two of them. */
const OF_A_TRACK = 30;

/**
 * Whether two recordings are of one mix. Sets that play the same tracks have stretches in common, and so have those of one week's
 * show and the next: so one of the two must lie in the other nearly whole. A part that a single track fills may be that track.
 */
export function isOneMix({ common, ofRecording, ofMix }: Omit<Lying, 'at'>, entries: readonly Entry[]): boolean {
  if (Math.max(ofRecording, ofMix) < NEARLY_ALL) return false;
  const seconds = lengthOf(common);
  if (Math.min(ofRecording, ofMix) >= NEARLY_ALL) return seconds >= LEAST_WHOLE;
  return seconds >= LEAST_PART && (seconds >= NO_TRACK || tracksIn(entries, common) >= 2);
}

/** Whether the mix is all in the recording, which goes on before or behind it. */
export const isPartOf = ({ ofRecording, ofMix }: Omit<Lying, 'at'>): boolean =>
  ofMix >= NEARLY_ALL && ofRecording < NEARLY_ALL;

const tracksIn = (entries: readonly Entry[], span: Span): number =>
  entries.filter((entry) => overlapOf(entry, span) >= OF_A_TRACK).length;

/** Whether a recording that lies so in a mix of this length is all of it, and nothing more. */
export function isWhole(lies: Span, duration: number): boolean {
  const shared = overlapOf(lies, { start: 0, end: duration });
  return shared >= NEARLY_ALL * duration && shared >= NEARLY_ALL * lengthOf(lies);
}
