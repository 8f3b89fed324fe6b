import { BANDS } from './columns.js';
import { beatsOf, type Line } from './lines.js';
import type { Onsets } from './onsets.js';

export interface Bars {
  beatsPerBar: number;
  /** Which beat, counted from the first one, is the first of a bar. */
  first: number;
}

/** How much better bars of three or five have to repeat than those of four. */
const CLEARLY = 0.12;
/** Groups of bands, and after how much of a beat they are looked at once more, but for the snare's. */
const GROUPS = 4;
const BETWEEN = [0, 1, 3] as const;

/**
 * What the first beat of a bar is known by: its share of the kicks, basses, snares and hats that begin on it, and of the kicks, basses and
 * hats half a beat later; and of what comes in there for a bar and for two, where most does. What goes says less: it rings on for a
 * while. Learnt on made music, as learnt.ts says.
 */
const TELLS = [2.89, -0.68, 0.37, -0.85, -0.3, 0.18, -0.7, 1.1, 1.34];

/** Beats that are enough to tell the first one of a bar by. */
const ENOUGH = 32;

export function barsOf(lines: readonly Line[], { accents }: Onsets, levels: Uint8Array): Bars {
  // Where one line ends and the next begins, a beat may be left out: bars are counted in the first line, if it is long enough.
  const places = beatsOf(lines[0]!.count >= ENOUGH ? lines.slice(0, 1) : lines);
  const period = lines[0]!.period;
  const at = (place: number, group: number): number => accents[group]![Math.round(place)] ?? 0;
  const onsets = Array.from(places, (place) => Array.from({ length: GROUPS }, (_, g) => at(place, g)));
  const between = Array.from(places, (place) => BETWEEN.map((g) => at(place + period / 2, g)));
  const beatsPerBar = meterOf(onsets);
  const means = meanLevels(places, levels);
  const [short, long] = [entries(means, beatsPerBar), entries(means, 2 * beatsPerBar)];
  const signs = onsets.map((on, k) => [
    ...on,
    ...between[k]!,
    isPeak(short, k, 2) ? short[k]! ** 2 : 0,
    isPeak(long, k, 4) ? long[k]! ** 2 : 0,
  ]);
  const scores = sharesOf(signs, beatsPerBar).map((of) => of.reduce((sum, share, i) => sum + share * TELLS[i]!, 0));
  return { beatsPerBar, first: scores.indexOf(Math.max(...scores)) };
}

/** Of each sign, how much more than its part of all falls on each beat of a bar. */
function sharesOf(signs: readonly (readonly number[])[], beatsPerBar: number): number[][] {
  const sums = Array.from({ length: beatsPerBar }, () => TELLS.map(() => 0));
  for (const [k, of] of signs.entries()) for (const [i, sign] of of.entries()) sums[k % beatsPerBar]![i]! += sign;
  const totals = TELLS.map((_, i) => sums.reduce((sum, of) => sum + of[i]!, 0));
  return sums.map((of) => of.map((sum, i) => (beatsPerBar * sum) / (totals[i]! + 1e-9) - 1));
}

/** The levels of each beat, from it to the next. */
function meanLevels(places: Float64Array, levels: Uint8Array): Float64Array[] {
  const count = levels.length / BANDS;
  return Array.from(places, (place, k) => {
    const from = Math.max(0, Math.round(place));
    const to = Math.min(count, Math.round(places[k + 1] ?? place + 30));
    const mean = new Float64Array(BANDS);
    for (let t = from; t < to; t++) for (let b = 0; b < BANDS; b++) mean[b]! += levels[BANDS * t + b]! / (to - from);
    return mean;
  });
}

/** How much comes in at each beat for good: so many beats from there on against as many before. */
function entries(means: readonly Float64Array[], span: number): number[] {
  return means.map((_, k) => {
    if (k < span || k + span > means.length) return 0;
    let sum = 0;
    for (let b = 0; b < BANDS; b++) {
      let change = 0;
      for (let i = 0; i < span; i++) change += means[k + i]![b]! - means[k - 1 - i]![b]!;
      sum += Math.max(0, change) / span;
    }
    return sum;
  });
}

function isPeak(values: readonly number[], at: number, reach: number): boolean {
  for (let i = at - reach; i <= at + reach; i++) if ((values[i] ?? 0) > values[at]!) return false;
  return true;
}

/** Four, unless bars of three or five repeat clearly better. */
function meterOf(onsets: readonly (readonly number[])[]): number {
  const means = Array.from({ length: GROUPS }, (_, g) => onsets.reduce((sum, on) => sum + on[g]! / onsets.length, 0));
  const product = (later: number): number => {
    let sum = 0;
    for (let k = 0; k + later < onsets.length; k++) {
      for (let g = 0; g < GROUPS; g++) sum += (onsets[k]![g]! - means[g]!) * (onsets[k + later]![g]! - means[g]!);
    }
    return sum / Math.max(1, onsets.length - later);
  };
  const power = product(0) + 1e-9;
  /** How alike beats are that lie one bar or two apart, from -1 to 1. */
  const repetition = (bar: number): number => (product(bar) + product(2 * bar)) / 2 / power;
  const four = repetition(4) + CLEARLY;
  const [three, five] = [repetition(3), repetition(5)];
  if (three > four && three >= five) return 3;
  return five > four ? 5 : 4;
}
