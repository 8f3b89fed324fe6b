import { lengthOf, overlapOf, type Span } from '../../domain/span.js';
import { answering, type IdSummary } from './kept-id.js';

type Known = ReadonlyMap<number, IdSummary>;

/** Whether a person has parted one from the other, or what one answers for from what the other does. */
export function areApart(one: number, other: number, known: Known): boolean {
  for (const { number, apart = [] } of known.values()) {
    const by = answering(known, number);
    if (by !== one && by !== other) continue;
    const from = by === one ? other : one;
    if (apart.some((parted) => answering(known, parted) === from)) return true;
  }
  return false;
}

/**
 * What is heard, by the numbers that a person's word leaves: where the mix is kept with one of two that were parted, it isn't the other, however alike
 * they sound.
 */
export function asParted<T extends Span & { number: number }>(
  heard: readonly T[],
  kept: ReadonlyArray<Span & { number?: number }>,
  known: Known,
): T[] {
  return heard.map((line) => {
    for (const entry of kept) {
      if (entry.number === undefined || overlapOf(line, entry) < lengthOf(line) / 2) continue;
      const number = answering(known, entry.number);
      if (number !== line.number && areApart(number, line.number, known)) return { ...line, number };
    }
    return line;
  });
}
