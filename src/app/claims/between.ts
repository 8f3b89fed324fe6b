import { lengthOf, type Span } from '../../domain/span.js';
import type { PlacedClaim } from './place.js';

/** So long two tracks that follow each other may sound together. */
const TOGETHER = 60;
/** A wider room than this for each track in it leaves too much to chance. */
const LONGEST_EACH = 600;
/** What is shorter than this has room for none. */
const SHORTEST = 20;

/**
 * Where those of a list that weren't heard must be if they are there at all: between the heard ones before and after, whose order
 * the list tells. Null for the others. `heard` is where each one sounds.
 */
export function roomsBetween(
  claims: readonly PlacedClaim[],
  heard: ReadonlyArray<Span | null>,
  mix: Span,
): Array<Span | null> {
  const order = inOrder(claims);
  const spans = order.map((i) => heard[i]!);
  const anchors = rising(spans);
  const rooms: Array<Span | null> = claims.map(() => null);
  const ends = [-1, ...anchors, order.length];
  for (const [k, from] of ends.slice(0, -1).entries()) {
    const to = ends[k + 1]!;
    if (from < 0 && to === order.length) continue;
    const [before, after] = [spans[from], spans[to]];
    const start = before ? Math.max(before.start, before.end - TOGETHER) : mix.start;
    const end = after ? Math.min(after.end, after.start + TOGETHER) : mix.end;
    const room = { start, end };
    if (lengthOf(room) < SHORTEST || lengthOf(room) > LONGEST_EACH * (to - from)) continue;
    for (const i of order.slice(from + 1, to)) if (!heard[i]) rooms[i] = room;
  }
  return rooms;
}

/** By their times where they have such, else as they stand. */
function inOrder(claims: readonly PlacedClaim[]): number[] {
  const all = [...claims.keys()];
  if (claims.some(({ mixTime }) => mixTime === null)) return all;
  return all.sort((a, b) => claims[a]!.mixTime! - claims[b]!.mixTime! || a - b);
}

/** The longest run of heard ones that come in the list's order, as indices: what is out of it says nothing of its neighbours. */
function rising(spans: ReadonlyArray<Span | null>): number[] {
  /** By length, less one: the last index of the run of that length which ends earliest. */
  const tails: number[] = [];
  const before = new Map<number, number | undefined>();
  for (const [i, span] of spans.entries()) {
    if (!span) continue;
    let [low, high] = [0, tails.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (spans[tails[middle]!]!.start <= span.start) low = middle + 1;
      else high = middle;
    }
    before.set(i, tails[low - 1]);
    tails[low] = i;
  }
  const run: number[] = [];
  for (let i = tails.at(-1); i !== undefined; i = before.get(i)) run.unshift(i);
  return run;
}
