import type { HeardTempo } from '../../domain/heard.js';

/** A unit without bars, and about as long as one that bars are gathered or parted to, in seconds. */
const SECOND = 1;
const LONGEST = 3;

/**
 * Where the units of a piece begin, from 0 on, and its end: whole or half bars where there are any, seconds else. What is before the first
 * and after the last whole one goes with it.
 */
export function unitEdges(end: number, tempo: HeardTempo | null): number[] {
  if (!tempo) return between(0, end, 0, SECOND);
  const grids = tempo.grids ?? [{ start: tempo.downbeat, bpm: tempo.bpm }];
  const edges = grids.flatMap(({ start, bpm }, i) => {
    const bar = (60 / bpm) * tempo.beatsPerBar;
    const unit = bar > LONGEST ? bar / 2 : bar;
    const first = i === 0 ? tempo.downbeat : start;
    return between(i === 0 ? 0 : start, grids[i + 1]?.start ?? end, first, unit);
  });
  return edges.filter((edge, i) => i === 0 || edge - edges[i - 1]! > SECOND / 4);
}

/** From `from` to `to`, with those between that are whole units from `on`. */
function between(from: number, to: number, on: number, unit: number): number[] {
  const edges = [from];
  const first = on - Math.floor((on - from) / unit) * unit;
  for (let i = 0; first + i * unit < to - unit / 2; i++) {
    if (first + i * unit > from + unit / 2) edges.push(first + i * unit);
  }
  return [...edges, to];
}
