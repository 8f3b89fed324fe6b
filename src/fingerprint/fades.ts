import { LEVEL_UNITS, POSITIONS_PER_SECOND, TIME_UNITS } from './constants.js';
import type { Pursuit } from './pursuit.js';

/** The step in which gains are looked at, in quarters of a frame: whole frames, a second but for a six-hundredth. */
const STEP = Math.round(POSITIONS_PER_SECOND) * TIME_UNITS;
/** Gains are reckoned with from so many steps at each end of a line; no crossfade is longer than about 64. */
const LOOKED_AT = 110;
/**
 * Of those, the ones from here to there on the way are past the fade and before the next one's beginning: their middle is the full
 * gain. Fewer than so many tell none, and then no fade is looked for.
 */
const SETTLED_FROM = 0.35;
const SETTLED_TO = 0.9;
const FEWEST_SETTLED = 3;
/** Fades that are tried: so many seconds long, … */
const LENGTHS = [0.5, 1, 2, 3, 4, 6, 8, 10, 12, 14, 16, 18, 20, 23, 26, 29, 32, 36, 40, 45, 50, 56, 64];
/** … beginning up to three quarters of that before the line (a track is first heard when it isn't silent any more), and shortly after it, … */
const EARLIEST = 0.75;
const LATEST = 0.1;
const LATEST_SECONDS = 0.25;
/** … in so many places for each length, half a second apart at least. */
const PLACES = 24;
const NEAREST = 0.5;
/** A longer fade must fit better by this much (.4 dB over the whole line): of shapes that fit alike the shortest is taken. */
const BETTER_BY = 0.5;
/** Fewer peaks in a second tell no gain. */
const ENOUGH = 4;
/** A second that misses the fade's shape by more than 8 dB counts as one that misses it by so much. */
const MOST_MISS = 10.7;
/** The gain of each of so many parts of a fade of equal power, from its silent end on: by how much it is under the full one, 30 dB at most. */
const FADE_STEPS = 512;
const SILENT = 0.02;
const FADE = Float64Array.from(
  { length: FADE_STEPS },
  (_, i) => 2 * LEVEL_UNITS * Math.log2(Math.sin((Math.PI / 2) * Math.max(SILENT, (i + 0.5) / FADE_STEPS))),
);

/** What is asked of a line whose fades are looked for. */
export type FadingLine = Pick<Pursuit, 'mixStart' | 'mixEnd' | 'eachGain'>;

/** Where a track's fades have their middles, in quarters of a frame of mix time. */
export interface Fades {
  rise: number;
  fall: number;
}

/**
 * The level of a track's peaks in the mix over their level in the track is the gain that the DJ gave it, whatever the track
 * itself does. A fade of equal power is fitted to both ends of it.
 */
export function fadesOf(line: FadingLine): Fades {
  const seconds = Math.max(1, Math.ceil((line.mixEnd - line.mixStart) / STEP));
  const lists: number[][] = Array.from({ length: seconds }, () => []);
  line.eachGain((time, gain) => {
    lists[Math.floor((time - line.mixStart) / STEP)]?.push(gain);
  });
  const gains = lists.map((list) => (list.length >= ENOUGH ? middle(list) : Number.NaN));
  const rise = fitRise(gains.slice(0, LOOKED_AT));
  const fall = fitRise(gains.slice(-LOOKED_AT).reverse());
  return { rise: line.mixStart + rise * STEP, fall: line.mixEnd - fall * STEP };
}

/** The middle of the fade that the gains begin with, in seconds from their beginning; may lie before it. */
function fitRise(gains: readonly number[]): number {
  const settled = gains
    .slice(Math.floor(gains.length * SETTLED_FROM), Math.ceil(gains.length * SETTLED_TO))
    .filter(Number.isFinite);
  if (settled.length < FEWEST_SETTLED) return 0;
  const full = middle(settled);
  let best = { cost: Number.POSITIVE_INFINITY, middle: 0 };
  for (const length of LENGTHS) {
    const step = Math.max(NEAREST, length / PLACES);
    for (let start = -EARLIEST * length; start <= LATEST_SECONDS + length * LATEST; start += step) {
      let cost = 0;
      for (let i = 0; i < gains.length; i++) {
        const gain = gains[i]!;
        if (Number.isNaN(gain)) continue;
        const share = (i + 0.5 - start) / length;
        const fade = share >= 1 ? 0 : FADE[Math.max(0, Math.floor(share * FADE_STEPS))]!;
        const miss = Math.abs(gain - full - fade);
        cost += Math.min(miss, MOST_MISS);
      }
      if (cost < best.cost - BETTER_BY) best = { cost, middle: start + length / 2 };
    }
  }
  return best.middle;
}

function middle(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1]!;
}
