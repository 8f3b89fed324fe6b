import { labelOf } from '../../domain/corrections.js';
import type { Entry } from '../../domain/tracklist.js';

/** Starts that are shown as one and the same. */
const HAIR = 0.5;

/** Where an entry is in another state of the tracklist: where it was, called what it was, as far as both still are. */
export function findAgain(before: readonly Entry[], after: readonly Entry[], index: number): number {
  const entry = before[index];
  if (!entry || after.length === 0) return after.length === 0 ? -1 : clamp(index, after);
  const label = labelOf(entry);
  const isThere = (one: Entry): boolean => Math.abs(one.start - entry.start) < HAIR;
  const same = after.findIndex((one) => isThere(one) && labelOf(one) === label);
  if (same >= 0) return same;
  const there = after.findIndex(isThere);
  if (there >= 0) return there;
  const moved = nearest(after, entry.start, (one) => labelOf(one) === label);
  return moved >= 0 ? moved : clamp(index, after);
}

/** The entry that begins nearest to a time. */
export function nearest(entries: readonly Entry[], time: number, fits: (entry: Entry) => boolean = () => true): number {
  let best = -1;
  for (const [i, entry] of entries.entries()) {
    if (!fits(entry)) continue;
    if (best < 0 || Math.abs(entry.start - time) < Math.abs(entries[best]!.start - time)) best = i;
  }
  return best;
}

/** The first entry that isn't as it was; where one only went away, the one that stands in its place. */
export function firstChanged(before: readonly Entry[], after: readonly Entry[]): number {
  const known = new Set(before.map((entry) => JSON.stringify(entry)));
  const changed = after.findIndex((entry) => !known.has(JSON.stringify(entry)));
  if (changed >= 0 || after.length === 0) return changed;
  const gone = before.findIndex((entry, i) => JSON.stringify(entry) !== JSON.stringify(after[i]));
  return gone < 0 ? -1 : clamp(gone, after);
}

/** The one that plays at a time: the last that has begun. */
export const playingAt = (entries: readonly Entry[], time: number): number =>
  entries.findLastIndex(({ start }) => start <= time + 0.01);

const clamp = (index: number, entries: readonly Entry[]): number => Math.max(0, Math.min(index, entries.length - 1));
