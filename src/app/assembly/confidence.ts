import type { Line } from '../../domain/line.js';

/** Nothing is certain: a probability of 1 would promise never to be wrong. */
const CEILING = 0.995;
/**
 * How far one lone answer of a remote service is trusted, and how far each further answer on the same line. Two samples of
 * a wrong track hardly ever agree on where in it they are, so agreement is worth more than repetition.
 */
const LONE = 0.75;
const AGREEING = 0.85;
const REPEATED = 0.4;

/** How sure a line is by itself. A followed track brings its own calibrated score. */
export function lineConfidence(line: Line): number {
  if (line.tracked) return Math.min(CEILING, Math.max(...line.matches.map((m) => m.score)));
  let doubt = 1;
  line.matches.forEach((match, i) => {
    const weight = i === 0 ? LONE : match.trackTime === undefined ? REPEATED : AGREEING;
    doubt *= 1 - weight * match.score;
  });
  return Math.min(CEILING, 1 - doubt);
}

/** Independent witnesses of the same thing: all of them would have to be wrong. */
export function together(confidences: readonly number[]): number {
  return Math.min(CEILING, 1 - confidences.reduce((doubt, c) => doubt * (1 - c), 1));
}
