import { relate } from './recording.js';
import { lengthOf, overlapOf, type Span } from './span.js';
import type { TrackEntry, Tracklist } from './tracklist.js';

/** Seconds by which two decodings of one file may differ in length. */
const HAIR = 1;
/** Fewer tracks than this share of the earlier ones are no better knowledge but a lesser library. */
const FEW = 0.5;
/** What covers this share of an entry speaks of it. */
const MOST = 0.5;

/** Whether there may be more to know of the mix than this says: it was cut short, or only a part was asked for. */
export const isPart = ({ complete, window }: Tracklist): boolean => !complete || window !== undefined;

/** What an earlier result knows that would go with it, if this one took its place, as the end of a sentence; null for nothing. */
export function lossOf(earlier: Tracklist, now: Tracklist): string | null {
  if (isPart(now) && !isPart(earlier)) return 'is complete, and this is a part';
  if (!covers(stretchOf(now), stretchOf(earlier))) return 'is of another stretch of the mix';
  const before = named(earlier);
  const missing = before.filter(
    (entry) => !entry.corrected && !named(now).some((other) => isFor(entry, other, before)),
  );
  if (missing.length === 0) return null;
  const asked = new Set(now.identifiers ?? []);
  const unasked = missing.filter(
    ({ evidence }) => evidence.length > 0 && !evidence.some((e) => asked.has(e.identifier)),
  );
  if (unasked.length > 0) {
    const by = [...new Set(unasked.flatMap(({ evidence }) => evidence.map((e) => e.identifier)))];
    return `names ${tracks(unasked.length)} by ${by.join(' and ')}, which this run didn't ask`;
  }
  if (isPart(now) || named(now).length < FEW * before.length) return `names ${tracks(missing.length)} more`;
  return null;
}

const tracks = (count: number): string => (count === 1 ? '1 track' : `${count} tracks`);

const stretchOf = ({ window, duration }: Tracklist): Span => window ?? { start: 0, end: duration };

const covers = (outer: Span, inner: Span): boolean =>
  outer.start <= inner.start + HAIR && outer.end >= inner.end - HAIR;

const named = ({ entries }: Tracklist): TrackEntry[] => entries.filter((entry) => entry.kind === 'track');

/**
 * Whether an entry says of a stretch what an earlier one said of it: the same track, or another name for most of it. Its
 * neighbour in the mix doesn't, which plays under it while the one fades into the other.
 */
function isFor(entry: TrackEntry, other: TrackEntry, before: readonly TrackEntry[]): boolean {
  const shared = overlapOf(entry, other);
  if (shared <= 0) return false;
  if (isSame(entry, other)) return true;
  const isAnother = before.some((one) => one !== entry && isSame(one, other) && overlapOf(one, other) > 0);
  return !isAnother && shared >= MOST * lengthOf(entry);
}

const isSame = (a: TrackEntry, b: TrackEntry): boolean => relate(a.track, b.track) === 'same';
