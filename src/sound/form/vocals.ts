import { BANDS, type BandColumns } from '../beats/columns.js';
import { decibels, loudestLevel, meanPowers } from './band-levels.js';

/** Seconds that are looked at together. Shorter pieces than the least say nothing. */
const WINDOW = 12;
const LEAST = 4;
/** Bands of a voice: 345 to 1378 Hz hold its loudest tones, 172 to 1378 Hz most of its power. */
const [LOWER, UPPER] = [3, 4] as const;
const POWER_FROM = 2;
/** Syllables: changes within less than .6 s, beside a hiss or a click. In columns to either side. */
const LONG = 30;
const SHORT = 2;
/** What repeats is looked for from .23 to 1.5 s later. Every second column tells enough. */
const EVERY = 2;
const LAGS = [10, 65] as const;
/** Levels this far below the loudest count as silence: 48 dB. One unit of a level is .38 dB. */
const DEPTH = 128;
const UNIT = (10 * Math.log10(2)) / 8;
/** A voice moves more than this, in dB; from twice as much on, that says nothing more. */
const LEAST_MOVES = 1;

/** What of three signs speaks for a voice: by logistic regression on music with and without, as `test/bench/sound` measures. */
const WEIGHTS = { moves: 0.89, repeats: -18.1, middle: 0.53, all: 3.1 };

/**
 * How likely it is that somebody sings or speaks, from 0 to 1: a voice moves in level as syllables do, in the middle of the spectrum, and
 * not in step. It's a guess: a fiddle or a solo that is played freely looks the same. Null where there is too little to tell.
 */
export function vocalsOf(bands: BandColumns): number | null {
  const windows = Math.max(1, Math.floor(bands.count / bands.rate / WINDOW));
  const loudest = loudestLevel(bands);
  if (bands.count / bands.rate < LEAST || loudest === 0) return null;
  const length = Math.floor(bands.count / windows);
  const likely = Float64Array.from({ length: windows }, (_, w) => {
    const levels = bands.levels.subarray(w * length * BANDS, (w + 1) * length * BANDS);
    return likelihood(vocalSigns({ ...bands, count: length, levels }, loudest - DEPTH));
  }).sort();
  // Nobody sings all the time.
  const best = likely.subarray(Math.floor(windows / 2));
  return best.reduce((sum, value) => sum + value, 0) / best.length;
}

interface Signs {
  /** How much the upper middle moves, in dB. */
  moves: number;
  /** How alike the middle is to itself some time later, at most: 1 is the same. */
  repeats: number;
  /** The middle's part in the power, in dB. */
  middle: number;
}

function likelihood({ moves, repeats, middle }: Signs): number {
  const sum = WEIGHTS.moves * moves + WEIGHTS.repeats * repeats + WEIGHTS.middle * middle + WEIGHTS.all;
  return Math.max(0, Math.min(1, moves / LEAST_MOVES - 1)) / (1 + Math.exp(-sum));
}

function vocalSigns(bands: BandColumns, floor: number): Signs {
  const upper = movements(bands, UPPER, floor);
  const lower = movements(bands, LOWER, floor);
  const both = upper.map((value, i) => (value + lower[i]!) / 2);
  const powers = meanPowers(bands, 0, bands.count);
  const sum = (from: number, to: number): number =>
    powers.subarray(from, to).reduce((total, power) => total + power, 0);
  return {
    moves: Math.sqrt(productLater(upper, 0)),
    repeats: mostRepeated(both),
    middle: decibels(sum(POWER_FROM, UPPER + 1)) - decibels(sum(0, BANDS)),
  };
}

/** A band's level in every second column, in dB: smoothed, less what it is around. */
function movements({ levels, count }: BandColumns, band: number, floor: number): Float64Array {
  const sums = new Float64Array(count + 1);
  for (let t = 0, sum = 0; t < count; t++) {
    const level = levels[t * BANDS + band]!;
    sum += Math.max(level, floor);
    sums[t + 1] = sum;
  }
  const out = new Float64Array(Math.floor(count / EVERY));
  for (let i = 0; i < out.length; i++) {
    const t = i * EVERY;
    out[i] = UNIT * (meanAround(sums, t, SHORT) - meanAround(sums, t, LONG));
  }
  return out;
}

function meanAround(sums: Float64Array, t: number, reach: number): number {
  const from = t > reach ? t - reach : 0;
  const to = t + reach + 1 < sums.length ? t + reach + 1 : sums.length - 1;
  return (sums[to]! - sums[from]!) / (to - from);
}

function mostRepeated(values: Float64Array): number {
  const power = productLater(values, 0);
  let most = 0;
  for (let lag = LAGS[0]; lag < LAGS[1] && lag < values.length / 2; lag++) {
    most = Math.max(most, productLater(values, lag) / (power + 1e-3));
  }
  return most;
}

/** The mean of each value by the one so many later. */
function productLater(values: Float64Array, later: number): number {
  let sum = 0;
  for (let t = 0; t + later < values.length; t++) sum += values[t]! * values[t + later]!;
  return sum / Math.max(1, values.length - later);
}
