import type { WholeMix } from '../../domain/ports/identify.js';
import { lengthOf, type Span, without } from '../../domain/span.js';

/** Nobody can name less than this, and much of it would be paid for all the same. */
const SHORTEST = 15;

/** What of a mix is worth paying for: no name is sure there, and it wasn't scanned before. Ascending and apart. */
export function wantedOf({ range, settled }: Pick<WholeMix, 'range' | 'settled'>, scanned: readonly Span[]): Span[] {
  return without(range, [...settled, ...scanned]).filter((stretch) => lengthOf(stretch) >= SHORTEST);
}

export const secondsOf = (stretches: readonly Span[]): number =>
  stretches.reduce((sum, stretch) => sum + lengthOf(stretch), 0);

/** A part of the mix that is a part of the file as well: `fileTime` is where it begins in that. */
export interface Piece extends Span {
  fileTime: number;
}

/** Where in the mix a stretch of the packed file is heard; more than one piece where it goes over a joint. */
export function inMix(stretches: readonly Span[], { start, end }: Span): Piece[] {
  const pieces: Piece[] = [];
  let at = 0;
  for (const stretch of stretches) {
    const length = lengthOf(stretch);
    const from = Math.max(start, at);
    const to = Math.min(end, at + length);
    if (to > from) pieces.push({ start: stretch.start + from - at, end: stretch.start + to - at, fileTime: from });
    at += length;
  }
  return pieces;
}
