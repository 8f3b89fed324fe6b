import type { Correction } from './correction.js';
import { labelOf, pairUp, shareOf } from './corrections.js';
import { UsageError } from './errors.js';
import type { Entry, SourceInfo, Tracklist } from './tracklist.js';

const HEADING = ['title', 'artist', 'date'] as const;
type Heading = Pick<SourceInfo, (typeof HEADING)[number]>;

/** What one change made of a tracklist: as much as it takes to take it back, whatever else has come to the list since. */
export interface Change {
  /** Of each entry that is different: as it was, null for one that came, and as it is, null for one that went. */
  entries: Array<{ before: Entry | null; after: Entry | null }>;
  heading: { before: Heading; after: Heading };
  /** What a person said by it, and what they had said before and don't any more. */
  said: Correction[];
  unsaid: Correction[];
}

export function changeBetween(before: Tracklist, after: Tracklist): Change {
  const pairs = pairUp(before.entries, after.entries);
  const stayed = new Set(pairs.values());
  const entries = [
    ...before.entries.map((entry) => ({ before: entry, after: pairs.get(entry) ?? null })),
    ...after.entries.filter((entry) => !stayed.has(entry)).map((entry) => ({ before: null, after: entry })),
  ];
  const [old, now] = [before.corrections ?? [], after.corrections ?? []];
  return {
    entries: entries.filter((pair) => !isEqual(pair.before, pair.after)),
    heading: { before: headingOf(before), after: headingOf(after) },
    said: without(now, old),
    unsaid: without(old, now),
  };
}

const headingOf = ({ source: { title, artist, date } }: Tracklist): Heading => ({
  ...(title !== undefined && { title }),
  ...(artist !== undefined && { artist }),
  ...(date !== undefined && { date }),
});

/** Whether a person still says of a mix what they said by it. */
export const isStillSaid = ({ said, unsaid }: Change, { corrections = [] }: Tracklist): boolean =>
  without(said, corrections).length === 0 && without(unsaid, corrections).length === unsaid.length;

/** Whether what it changed is still as it left it. */
export const canUndo = (now: Tracklist, change: Change): boolean => withoutChange(now, change).isWhole;

/** The tracklist without that change. Throws UsageError where what it changed was changed again. */
export function undoneOf(now: Tracklist, change: Change): Tracklist {
  const { tracklist, isWhole } = withoutChange(now, change);
  if (isWhole) return tracklist;
  throw new UsageError(
    "This file isn't as the last change of its mix left it: what that changed was changed again since, by hand or by a new result, or it was " +
      'never made in this file. So nothing was undone. Say what is right by another edit.',
  );
}

/** As far as what it changed is still there. */
export function withoutChange(now: Tracklist, change: Change): { tracklist: Tracklist; isWhole: boolean } {
  let isWhole = true;
  const entries = [...now.entries];
  for (const { before, after } of change.entries) {
    if (!after) {
      entries.push(before!);
      continue;
    }
    const at = entries.findIndex((entry) => isAsLeft(entry, after, before));
    if (at < 0) isWhole = false;
    else entries.splice(at, 1, ...(before ? [putBack(entries[at]!, after, before)] : []));
  }
  const source = { ...now.source };
  for (const field of HEADING) {
    const { before, after } = change.heading;
    if (before[field] === after[field]) continue;
    if ((source[field] ?? '') !== (after[field] ?? '')) isWhole = false;
    else if (before[field] === undefined) delete source[field];
    else source[field] = before[field];
  }
  const { corrections: said = [], ...rest } = now;
  const corrections = unsaid(said, change);
  const inOrder = entries.sort((a, b) => a.start - b.start);
  return {
    tracklist: { ...rest, source, entries: inOrder, ...(corrections.length > 0 && { corrections }) },
    isWhole,
  };
}

/** Seconds by which two encodings of one mix may differ. */
const HAIR = 1;
const isAt = (a: number, b: number): boolean => Math.abs(a - b) <= HAIR;

/** Another run, or another encoding of the mix, has the times that nobody changed a little otherwise. */
function isAsLeft(now: Entry, after: Entry, before: Entry | null): boolean {
  if (labelOf(now) !== labelOf(after) || shareOf(now, after) < 0.5) return false;
  return (['start', 'end'] as const).every((time) => before?.[time] === after[time] || isAt(now[time], after[time]));
}

/** What the change didn't touch stays as it is by now. */
function putBack(now: Entry, after: Entry, before: Entry): Entry {
  const { start, end } = { ...now, ...differing(before, after) };
  // What has been found since is of the track that it was called.
  if (labelOf(before) !== labelOf(after)) return { ...before, start, end };
  const back: Record<string, unknown> = { ...now };
  for (const key of new Set([...Object.keys(before), ...Object.keys(after)])) {
    const value = before[key as keyof Entry];
    if (isEqual(value, after[key as keyof Entry])) continue;
    if (value === undefined) delete back[key];
    else back[key] = value;
  }
  return back as unknown as Entry;
}

const differing = (before: Entry, after: Entry): { start?: number; end?: number } => ({
  ...(before.start !== after.start && { start: before.start }),
  ...(before.end !== after.end && { end: before.end }),
});

/** Where it stood, what had been said before stands again. */
function unsaid(now: readonly Correction[], change: Change): Correction[] {
  const said = new Set(change.said.flatMap((one) => now.findLast((other) => isEqual(one, other)) ?? []));
  const at = now.findIndex((one) => said.has(one));
  const left = now.filter((one) => !said.has(one));
  left.splice(at < 0 ? left.length : at, 0, ...change.unsaid);
  return left;
}

/** Those that are more often in the one than in the others. */
function without(all: readonly Correction[], others: readonly Correction[]): Correction[] {
  const left = others.map(textOf);
  return all.filter((one) => {
    const at = left.indexOf(textOf(one));
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
}

/** The same for what says the same: what comes from a file has its fields in another order. */
function textOf(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}

const isEqual = (a: unknown, b: unknown): boolean => a === b || textOf(a) === textOf(b);
