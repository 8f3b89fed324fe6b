import type { FeatureColumns } from '../../domain/ports/features.js';
import { type Piece, pieceAt } from './piece.js';
import { allRows, best, type Left } from './rank.js';
import type { Scorer } from './scorer.js';

/** Ways that are followed at once, each to so many tracks; so many of them end in one track. */
const WIDTH = 16;
const BRANCHES = 8;
const ENDING_ALIKE = 2;
/** Tracks that are tried at each place. */
const POOL = 160;
/** What fitting the place counts against fitting the track before. */
const PLACE = 0.7;

/** What is wanted at a place of a way, as a track that would be just that: what doesn't matter is unknown of it. */
export interface Place {
  wanted: Piece;
}

export interface WayRun {
  columns: FeatureColumns;
  scorer: Scorer;
  left: Left;
  /** What it begins after; null where it may begin anywhere. */
  from: Piece | null;
  places: readonly Place[];
  /** What it has to lead to. */
  to?: Piece;
  /** Rows that are tried; all when absent. */
  among?: readonly number[];
}

interface Way {
  /** Sum of logarithms. */
  value: number;
  rows: readonly number[];
  last: Piece | null;
}

/** The best way that was found through tracks that fit their places and each other; shorter where there are too few tracks. No piece comes twice. */
export function findWay({ columns, scorer, left, from, places, to, among }: WayRun): number[] {
  let ways: Way[] = [{ value: 0, rows: [], last: from }];
  for (const [at, { wanted }] of places.entries()) {
    const pool = best(columns, among ?? allRows(columns), scorer.after(wanted), POOL + places.length, left);
    const isLast = at === places.length - 1;
    const next: Way[] = [];
    for (const way of ways) {
      const { energy } = wanted;
      // The energy that the place wants, not that of the track before, is what comes next.
      scorer.after(way.last && { ...way.last, energy: energy > 0 ? energy : way.last.energy });
      const open = pool.filter(({ row }) => !isIn(way, columns, row));
      const steps = open.map(({ row, score }) => ({
        row,
        value: way.value + Math.log(scorer.score(row)) + PLACE * Math.log(score),
      }));
      for (const { row, value } of steps.sort(byValue).slice(0, BRANCHES))
        next.push({ value, rows: [...way.rows, row], last: null });
    }
    if (next.length === 0) break;
    // What fits a track before it, fits it as well behind it.
    if (isLast && to) for (const way of next) way.value += Math.log(scorer.after(to).score(way.rows.at(-1)!));
    ways = varied(next.sort(byValue));
    for (const way of ways) way.last = pieceAt(columns, way.rows.at(-1)!);
  }
  return [...ways[0]!.rows];
}

/** The same piece in whatever version. */
const isIn = ({ rows }: Way, { work }: FeatureColumns, row: number): boolean =>
  rows.some((other) => other === row || (work[other] !== 0 && work[other] === work[row]));

/** Not all with the same end: what is best so far may lead nowhere. */
function varied(ways: readonly Way[]): Way[] {
  const ends = new Map<number, number>();
  const kept: Way[] = [];
  for (const way of ways) {
    const end = way.rows.at(-1)!;
    const count = ends.get(end) ?? 0;
    if (count >= ENDING_ALIKE) continue;
    ends.set(end, count + 1);
    kept.push(way);
    if (kept.length === WIDTH) break;
  }
  return kept;
}

const byValue = (a: Pick<Way, 'value'>, b: Pick<Way, 'value'>): number => b.value - a.value;
