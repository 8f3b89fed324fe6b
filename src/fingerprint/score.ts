import type { Pursuit } from './pursuit.js';
import { ANY_TRACK, type Strictness } from './strictness.js';

/** What is even, and the scale of it, for the seconds it is heard: shared samples and sounds last 1 to 5 s, and can have 15 to 40 deviations. */
const EVEN_SECONDS = 5;
const SCALE_SECONDS = 0.6;
/** Nothing is certain. */
const CEILING = 0.995;

/** The probability that the track really plays along this line. */
export function scoreOf(
  line: Pick<Pursuit, 'z'>,
  seconds: number,
  owned: number,
  { even, scale }: Pick<Strictness, 'even' | 'scale'> = ANY_TRACK,
): number {
  const byChance = 1 / (1 + Math.exp(-(line.z - even) / scale));
  const bySample = 1 / (1 + Math.exp(-(seconds - EVEN_SECONDS) / SCALE_SECONDS));
  // Below half of its own peaks it is another version, or a sample: likelier the less it owns.
  return Math.min(CEILING, byChance * bySample * Math.min(1, 2 * owned));
}
