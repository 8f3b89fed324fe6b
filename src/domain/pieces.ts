import { lengthOf, overlapOf, type Span } from './span.js';
import type { Entry, Tracklist, UnknownEntry } from './tracklist.js';

/** So much of an entry lies in a stretch that was cut, and so much of that is what it was cut into. */
const MOST = 0.8;

/** An unknown entry by its parts: each has what was said of its own time. */
export function entriesOf(entry: UnknownEntry, parts: readonly Span[]): UnknownEntry[] {
  if (parts.length <= 1) return [entry];
  return parts.map(({ start, end }, i) => {
    const span = { start, end };
    const { alsoIn, wallClock, number: _, ...rest } = entry;
    const also = alsoIn?.filter((place) => overlapOf(place, span) > 0);
    return {
      ...rest,
      start: tidy(start),
      end: tidy(end),
      ...(i === 0 && wallClock !== undefined && { wallClock }),
      ...(also && also.length > 0 && { alsoIn: also }),
      alternatives: entry.alternatives.filter(({ evidence }) =>
        evidence.some(
          ({ mixTime, mixDuration }) => overlapOf({ start: mixTime, end: mixTime + mixDuration }, span) > 0,
        ),
      ),
    };
  });
}

/** Whether a person has said where it begins and ends: then nobody else cuts it. */
export const isPlacedByHand = (entry: Span, { corrections = [] }: Pick<Tracklist, 'corrections'>): boolean =>
  corrections.some((one) => {
    const placed = one.kind === 'times' ? one.to : one.kind === 'added' ? one : null;
    return placed?.start === entry.start && placed.end === entry.end;
  });

/**
 * A list that was written before one of its unknowns was found to be several, cut as `kept` has them: what is said of one number from
 * then on holds for that part alone.
 */
export function cutLike(tracklist: Tracklist, kept: readonly Entry[]): Tracklist {
  let changed = false;
  const entries = tracklist.entries.flatMap((entry): Entry[] => {
    if (entry.kind !== 'unknown' || isPlacedByHand(entry, tracklist)) return [entry];
    const within = kept.filter(
      (one) => !(one.kind === 'track' && one.layered) && overlapOf(one, entry) >= MOST * lengthOf(one),
    );
    const covered = within.reduce((sum, one) => sum + overlapOf(one, entry), 0);
    const isCut = within.length > 1 && within.some(({ number }) => number !== undefined);
    if (!isCut || covered < MOST * lengthOf(entry)) return [entry];
    changed = true;
    const spans = within.map(({ start }, i) => ({
      start: i === 0 ? entry.start : start,
      end: within[i + 1]?.start ?? entry.end,
    }));
    return entriesOf(entry, spans).map((piece, i) => {
      const { number } = within[i]!;
      return number === undefined ? piece : { ...piece, number };
    });
  });
  return changed ? { ...tracklist, entries } : tracklist;
}

/** Milliseconds, as in every entry. */
const tidy = (seconds: number): number => Number(seconds.toFixed(3));
