import { labelOf } from '../../domain/corrections.js';
import { clock } from '../../domain/time.js';
import type { Entry, Tracklist } from '../../domain/tracklist.js';

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

/** What undoing has brought back, or taken away again, in words. */
export function undoneBetween(before: Tracklist, now: Tracklist): string {
  const lineOf = (entry: Entry): string => [clock(entry.start), labelOf(entry)].join(' ');
  const [had, has] = [new Set(before.entries.map(lineOf)), new Set(now.entries.map(lineOf))];
  const back = now.entries.find((entry) => !had.has(lineOf(entry)));
  if (back) return `Undone: at ${clock(back.start)} there is ${labelOf(back)} again`;
  const gone = before.entries.find((entry) => !has.has(lineOf(entry)));
  if (gone) return `Undone: ${labelOf(gone)} at ${clock(gone.start)} is gone again`;
  const headings = (['title', 'artist', 'date'] as const).filter((key) => before.source[key] !== now.source[key]);
  const [heading] = headings;
  if (heading) return `Undone: the mix's ${heading} is ${now.source[heading] ?? 'nothing'} again`;
  const same = now.entries.find((entry, i) => entry.corrected !== before.entries[i]?.corrected);
  return same ? `Undone: what you said of ${labelOf(same)} at ${clock(same.start)}` : 'Undone';
}

/** The one that plays at a time: the last that has begun. */
export const playingAt = (entries: readonly Entry[], time: number): number =>
  entries.findLastIndex(({ start }) => start <= time + 0.01);

const clamp = (index: number, entries: readonly Entry[]): number => Math.max(0, Math.min(index, entries.length - 1));
