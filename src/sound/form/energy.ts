import { BANDS, type BandColumns } from '../beats/columns.js';
import { BASS_BANDS, decibels, loudestLevel, meanPower, meanPowers } from './band-levels.js';

/** Levels this far below the loudest count as silence: 48 dB. Below the least rise is what noise does, 2 dB; the most counted is 15 dB. */
const DEPTH = 128;
const LEAST_RISE = 5;
const MOST_RISE = 40;
/** A column in which all bands together rise so far is an onset. */
const ONSET = 40;
/** What hardly any music goes beyond, a second: rises, of all bands together (840 dB), and onsets. */
const MOST_FLUX = 2240;
const MOST_ONSETS = 7;
/** dB: a bass this far below the whole isn't felt; music whose usual level is this far below its loudest is sparse. */
const NO_BASS = -15;
const SPARSE = 15;
/** Shorter than this, in seconds, says nothing. */
const SHORTEST = 3;
/** Seconds over which a level is usual. */
const USUAL = 0.1;

/**
 * From 1 to 10, of how much happens and how heavy it is:
 *
 *     1 + 9 × (.6 × flux + .4 × onsets) × (.45 + .4 × bass + .15 × fullness)
 *
 * each from 0 to 1: how far the bands rise in a second, how many sounds begin in one, the bass' part in the power, and how near the usual
 * level is to the loudest. The last stands for loudness: what a mastering or a fader does to the whole changes nothing. Null where there
 * is too little to tell.
 */
export function energyOf(bands: BandColumns): number | null {
  const seconds = bands.count / bands.rate;
  const loudest = loudestLevel(bands);
  if (seconds < SHORTEST || loudest === 0) return null;
  const { flux, onsets } = rises(bands, loudest);
  const happens = 0.6 * share(flux / seconds / MOST_FLUX) + 0.4 * share(onsets / seconds / MOST_ONSETS);
  const weight = 0.45 + 0.4 * share(1 - bassOf(bands) / NO_BASS) + 0.15 * share(1 - sparseness(bands) / SPARSE);
  return 1 + 9 * happens * weight;
}

const share = (value: number): number => Math.max(0, Math.min(1, value));

function rises({ levels, count }: BandColumns, loudest: number): { flux: number; onsets: number } {
  const floor = Math.max(1, loudest - DEPTH);
  const all = new Float64Array(count);
  for (let band = 0; band < BANDS; band++) {
    let [a, b, c] = [0, 1, 2].map((t) => Math.max(floor, levels[t * BANDS + band]!)) as [number, number, number];
    for (let t = 2; t + 1 < count; t++) {
      const level = levels[(t + 1) * BANDS + band]!;
      const d = Math.max(level, floor);
      const rise = (c + d - a - b) / 2 - LEAST_RISE;
      if (rise > 0) all[t]! += Math.min(rise, MOST_RISE);
      a = b;
      b = c;
      c = d;
    }
  }
  let [flux, onsets] = [0, 0];
  for (let t = 2; t + 2 < count; t++) {
    const rise = all[t]!;
    flux += rise;
    if (rise <= ONSET || rise < all[t - 1]! || rise < all[t - 2]!) continue;
    if (rise > all[t + 1]! && rise > all[t + 2]!) onsets++;
  }
  return { flux, onsets };
}

/** The bass' power to that of all, in dB. */
function bassOf(bands: BandColumns): number {
  const powers = meanPowers(bands, 0, bands.count);
  const sum = (values: Float64Array): number => values.reduce((total, power) => total + power, 0);
  return decibels(sum(powers.subarray(0, BASS_BANDS))) - decibels(sum(powers));
}

/** How far the usual level is below the loudest, in dB; the softest, which are pauses, don't count. */
function sparseness(bands: BandColumns): number {
  const step = Math.max(1, Math.round(USUAL * bands.rate));
  const levels = Float64Array.from({ length: Math.floor(bands.count / step) }, (_, i) =>
    decibels(meanPower(bands, i * step, (i + 1) * step)),
  ).sort();
  const loudest = levels[Math.floor(levels.length * 0.95)]!;
  const sounding = levels.filter((level) => level > loudest - 40);
  return loudest - sounding.reduce((sum, level) => sum + level, 0) / sounding.length;
}
