import { lengthOf, overlapOf } from '../../domain/span.js';
import type { IdSighting } from './ids.js';
import type { IdSummary } from './kept-id.js';
import { areApart } from './parted.js';

/** Seconds for which two prints are heard at once, along this share of the shorter line; each is this share of its whole print. */
const TOGETHER = 30;
const ALONG = 0.8;
const MOSTLY = 0.6;
/** What has so many of its peaks for itself is something else: wrong lines had .12 to .27 of them, right ones .99. */
const ITS_OWN = 0.5;

/** Two numbers of one unknown: `number` goes by `into` from now on. */
export interface Merging {
  number: number;
  into: number;
}

/**
 * Which IDs are one with what is heard in a part of a mix, by what is heard there when each print is listened for by itself (`each`) and
 * when the strongest explains the mix first (`shared`). Whatever is heard only so has none of the mix's peaks for itself: it is the same recording, if most of it is
 * heard. What has peaks of its own is laid over, and something else.
 */
export function merging(
  first: IdSighting,
  { each, shared }: { each: readonly IdSighting[]; shared: readonly IdSighting[] },
  known: ReadonlyMap<number, IdSummary>,
): Merging[] {
  const here = shared.filter((sighting) => overlapOf(first, sighting) > 0 && sighting.owned >= ITS_OWN);
  const own = new Set([first, ...here].map(({ number }) => number));
  const found = new Map<number, Merging>();
  const isMost = ({ print, speed, ...line }: IdSighting): boolean =>
    lengthOf(line) * speed >= MOSTLY * (known.get(print)?.print.seconds ?? Number.POSITIVE_INFINITY);
  if (!isMost(first)) return [];
  for (const other of each) {
    if (own.has(other.number) || found.has(other.number)) continue;
    const both = overlapOf(first, other);
    if (both < TOGETHER || both < ALONG * Math.min(lengthOf(first), lengthOf(other))) continue;
    if (!isMost(other)) continue;
    if (areApart(first.number, other.number, known)) continue;
    const one = mergingOf(known.get(first.number), known.get(other.number));
    if (one) found.set(other.number, one);
  }
  return [...found.values()];
}

/** The earlier number stays, or the one that has a name; what a person has said of both stays as it is. */
function mergingOf(a: IdSummary | undefined, b: IdSummary | undefined): Merging | null {
  if (!a || !b || a.forgotten || b.forgotten || (a.name && b.name)) return null;
  const [stays, goes] = (a.number < b.number || a.name) && !b.name ? [a, b] : [b, a];
  return { number: goes.number, into: stays.number };
}
