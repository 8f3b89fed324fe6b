import type { Match } from './match.js';

/** A stretch of a mix. Seconds of mix time. */
export interface Span {
  start: number;
  end: number;
}

export const lengthOf = ({ start, end }: Span): number => end - start;

/** Seconds that both have in common; negative where they lie apart, by how far. */
export const overlapOf = (a: Span, b: Span): number => Math.min(a.end, b.end) - Math.max(a.start, b.start);

export const meet = (a: Span, b: Span): boolean => a.start < b.end && b.start < a.end;

/** The stretch of the mix that an answer speaks of. */
export const spanOf = ({ mixTime, mixDuration }: Pick<Match, 'mixTime' | 'mixDuration'>): Span => ({
  start: mixTime,
  end: mixTime + mixDuration,
});

/** What is left of a stretch without the parts that are taken out of it, which may lie in any order and overlap. */
export function without(span: Span, parts: readonly Span[]): Span[] {
  const left: Span[] = [];
  let from = span.start;
  for (const part of [...parts].sort((a, b) => a.start - b.start)) {
    if (part.start > from) left.push({ start: from, end: Math.min(part.start, span.end) });
    from = Math.max(from, part.end);
    if (from >= span.end) return left;
  }
  left.push({ start: from, end: span.end });
  return left;
}
