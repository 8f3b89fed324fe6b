import type { SoughtClaim } from '../../domain/claim.js';
import type { Match } from '../../domain/match.js';
import { lengthOf, type Span, spanOf, without } from '../../domain/span.js';
import { SURE } from '../settled.js';

/** A claim that is looked for, and which list it is of. */
export interface Question<L> {
  list: L;
  claim: SoughtClaim;
}

/** Of the tracks of a list that somebody has, so many are plainly heard where the list is of this mix. */
const LEAST = 0.1;
/** Of what is found, so much lies where no other track is plainly heard. */
const OPEN = 0.5;

/**
 * What was found of each question, as far as it is to be believed. Looked for so generously, something that sounds alike is found now
 * and then; of a list of another mix, all that is found is such. So of a list of which hardly anything is plainly heard only what
 * is sure by itself counts, as under a track that is plainly heard (`plainly`). `heard` says how many of a list's other tracks are.
 */
export function believed<L>(
  questions: ReadonlyArray<Question<L>>,
  answers: ReadonlyArray<Match[] | null>,
  heard: (list: L) => number,
  plainly: readonly Span[] = [],
): Match[] {
  const counts = new Map<L, { has: number; plain: number }>();
  for (const [i, { list }] of questions.entries()) {
    const answer = answers[i];
    const count = counts.get(list) ?? { has: heard(list), plain: heard(list) };
    counts.set(list, count);
    if (answer) count.has++;
    if (answer?.some(isSure)) count.plain++;
  }
  return questions.flatMap(({ list }, i) => {
    const { has, plain } = counts.get(list)!;
    const isCredible = plain >= Math.max(1, LEAST * has);
    return (answers[i] ?? []).filter((match) => isSure(match) || (isCredible && isInTheOpen(match, plainly)));
  });
}

function isInTheOpen(match: Match, plainly: readonly Span[]): boolean {
  const span = spanOf(match);
  return without(span, plainly).reduce((sum, part) => sum + Math.max(0, lengthOf(part)), 0) >= OPEN * lengthOf(span);
}

const isSure = ({ score }: Match): boolean => score >= SURE;
