import { fold } from './recording.js';
import { lengthOf, overlapOf, type Span } from './span.js';
import { trackLabel } from './track.js';
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
  const before = named(earlier).filter((entry) => !isSetAside(entry, now));
  const missing = missingOf(before, named(now));
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
 * Those of which nothing is said any more. An entry is spoken of by one of the same track, or of another name for most of it;
 * not by its neighbour in the mix, which sounds under it while the one fades into the other.
 */
function missingOf(before: readonly TrackEntry[], now: readonly TrackEntry[]): TrackEntry[] {
  const names = new Map(before.map((entry) => [entry, nameOf(entry)]));
  const known = new Set(names.values());
  const others = now.map((entry) => ({ entry, name: nameOf(entry) }));
  const isFor = (entry: TrackEntry, { entry: other, name }: (typeof others)[number]): boolean => {
    const shared = overlapOf(entry, other);
    if (shared <= 0) return false;
    return name === names.get(entry) || (!known.has(name) && shared >= MOST * lengthOf(entry));
  };
  return before.filter((entry) => !entry.corrected && !others.some((other) => isFor(entry, other)));
}

/** It has turned out to be a phantom, and stands among the candidates of an unknown now: that is no loss. */
function isSetAside(entry: TrackEntry, { entries }: Tracklist): boolean {
  const name = nameOf(entry);
  return entries.some(
    (other) =>
      other.kind === 'unknown' &&
      overlapOf(entry, other) > 0 &&
      other.alternatives.some(({ track, recurring }) => recurring !== undefined && fold(trackLabel(track)) === name),
  );
}

const nameOf = ({ track }: TrackEntry): string => fold(trackLabel(track));
