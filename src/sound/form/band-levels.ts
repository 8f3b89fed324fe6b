import { BANDS, type BandColumns, LEVEL_UNITS } from '../beats/columns.js';

/** The bass: bands that end below 172 Hz. */
export const BASS_BANDS = 2;

/** Power of a level. */
const POWERS = Float64Array.from({ length: 256 }, (_, level) => (level === 0 ? 0 : 2 ** (level / LEVEL_UNITS)));

/** The columns from one second to another. */
export function columnsBetween({ rate, count, levels }: BandColumns, from: number, to: number): BandColumns {
  const first = Math.max(0, Math.min(count, Math.round(from * rate)));
  const end = Math.max(first, Math.min(count, Math.round(to * rate)));
  return { rate, count: end - first, levels: levels.subarray(first * BANDS, end * BANDS) };
}

export function loudestLevel({ levels }: BandColumns): number {
  let loudest = 0;
  for (let i = 0; i < levels.length; i++) if (levels[i]! > loudest) loudest = levels[i]!;
  return loudest;
}

/** Mean power of each band in the columns from one to another. */
export function meanPowers({ levels }: BandColumns, from: number, to: number): Float64Array {
  const powers = new Float64Array(BANDS);
  for (let band = 0; band < BANDS; band++) {
    let sum = 0;
    for (let i = from * BANDS + band; i < to * BANDS; i += BANDS) sum += POWERS[levels[i]!]!;
    powers[band] = sum / Math.max(1, to - from);
  }
  return powers;
}

/** The same of all bands together. */
export function meanPower({ levels }: BandColumns, from: number, to: number): number {
  let sum = 0;
  for (let i = from * BANDS; i < to * BANDS; i++) sum += POWERS[levels[i]!]!;
  return sum / Math.max(1, to - from);
}

/** 0 for what is too soft to be told from nothing. */
export const decibels = (power: number): number => 10 * Math.log10(1 + power);
