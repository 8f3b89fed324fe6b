import { type FeatureColumns, MIX } from '../../domain/ports/features.js';
import type { Scorer } from './scorer.js';

export interface Ranked {
  row: number;
  score: number;
}

/** Which rows aren't asked about: recordings of mixes, and what was just played, in whatever version. */
export interface Left {
  rows: ReadonlySet<number>;
  names: ReadonlySet<number>;
  works: ReadonlySet<number>;
}

export function isLeft(columns: FeatureColumns, row: number, { rows, names, works }: Left): boolean {
  if ((columns.flags[row]! & MIX) > 0 || rows.has(row)) return true;
  const [name, work] = [columns.name[row]!, columns.work[row]!];
  return (work !== 0 && works.has(work)) || (name !== 0 && names.has(name));
}

/** The best rows by a score, each piece once; of those that are equal the order doesn't depend on where they are in the library. */
export function best(
  columns: FeatureColumns,
  rows: ArrayLike<number>,
  score: Pick<Scorer, 'score'>,
  count: number,
  left: Left,
): Ranked[] {
  const ranked: Ranked[] = [];
  // Versions of one piece are taken out at the end; so many more are kept until then.
  const room = 2 * count + 20;
  for (let at = 0; at < rows.length; at++) {
    const row = rows[at]!;
    const last = ranked.length >= room ? ranked[ranked.length - 1]! : null;
    const found = score.score(row, last?.score);
    if (last && found < last.score) continue;
    const one = { row, score: found };
    if (last && order(columns, last, one) <= 0) continue;
    if (isLeft(columns, row, left)) continue;
    ranked.splice(placeIn(ranked, one, columns), 0, one);
    if (ranked.length > room) ranked.pop();
  }
  const seen = new Set<number>();
  const once = ranked.filter(({ row }) => {
    const work = columns.work[row]!;
    if (work !== 0 && seen.has(work)) return false;
    seen.add(work);
    return true;
  });
  return once.slice(0, count);
}

export const allRows = ({ flags }: FeatureColumns): Uint32Array => Uint32Array.from(flags, (_, row) => row);

function placeIn(ranked: readonly Ranked[], one: Ranked, columns: FeatureColumns): number {
  let [low, high] = [0, ranked.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (order(columns, ranked[middle]!, one) <= 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

const order = ({ name, seconds, bpm }: FeatureColumns, a: Ranked, b: Ranked): number =>
  b.score - a.score || name[a.row]! - name[b.row]! || seconds[a.row]! - seconds[b.row]! || bpm[a.row]! - bpm[b.row]!;
