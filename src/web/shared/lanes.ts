import type { Span } from '../../domain/span.js';

/** Shorter overlaps are how one track is mixed into the next, and are shown by the two touching. */
const SMALL = 0.5;

/** For each entry, in order of their starts, the lane of a strip in which it overlaps no other; 0 is the first. */
export function lanesOf(entries: readonly Span[], most = 3): number[] {
  const ends: number[] = [];
  return entries.map(({ start, end }) => {
    let lane = ends.findIndex((taken) => taken <= start + SMALL);
    if (lane < 0) lane = ends.length < most ? ends.length : ends.indexOf(Math.min(...ends));
    ends[lane] = Math.max(ends[lane] ?? 0, end);
    return lane;
  });
}
