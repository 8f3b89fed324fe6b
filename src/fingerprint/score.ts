import type { Pursuit } from './pursuit.js';

/**
 * Deviations at which a line is as likely wrong as right, and by which the odds grow e-fold. Measured on mixes of 94 real
 * tracks of which a third weren't in the index: wrong lines that came by chance had 8 to 12, right ones from 37 on.
 */
const EVEN = 17;
const SCALE = 2;
/** The same for the seconds it is heard: shared samples and sounds last 1 to 5 s, and can have 15 to 40 deviations. */
const EVEN_SECONDS = 5;
const SCALE_SECONDS = 0.6;
/** Nothing is certain. */
const CEILING = 0.995;

/** The probability that the track really plays along this line. */
export function scoreOf(line: Pick<Pursuit, 'z'>, seconds: number, owned: number): number {
  const byChance = 1 / (1 + Math.exp(-(line.z - EVEN) / SCALE));
  const bySample = 1 / (1 + Math.exp(-(seconds - EVEN_SECONDS) / SCALE_SECONDS));
  // Below half of its own peaks it is another version, or a sample: likelier the less it owns.
  return Math.min(CEILING, byChance * bySample * Math.min(1, 2 * owned));
}
