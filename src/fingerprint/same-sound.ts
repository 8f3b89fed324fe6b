import { SECOND, TIME_UNITS } from './constants.js';
import { unpackPeaks } from './peak-codec.js';
import type { PeakList } from './peak-list.js';
import type { Signature } from './signature.js';

/** How one recording lies on another of the same sound: a moment x of the one is `offset + slope · x` of the other, in seconds. */
export interface Alignment {
  offset: number;
  slope: number;
}

/** The clocks of two sound cards differ by less. */
const MOST_DRIFT = 500e-6;
/** Quarters of a frame, 35 ms, by which a hash may miss the line. */
const MISS = 12;
/** Both peaks are the same one within 23 ms and three quarters of a band. */
const TIME_NEAR = 2 * TIME_UNITS;
const BAND_NEAR = 6;
/** What is compared at a time, in seconds, … */
export const STRETCH = 5;
/** … of which so many peaks must be there to say anything. */
const FEWEST_PEAKS = 25;

/** Hashes that two recordings have in common: moments x of the one, y of the other. */
export interface Common {
  xs: number[];
  ys: number[];
}

export function inCommon(one: Signature, other: Signature): Common {
  const places = new Map<number, number[]>();
  one.hashes.forEach((hash, i) => {
    const known = places.get(hash);
    if (known) known.push(one.times[i]!);
    else places.set(hash, [one.times[i]!]);
  });
  const common: Common = { xs: [], ys: [] };
  other.hashes.forEach((hash, i) => {
    for (const x of places.get(hash) ?? []) {
      common.xs.push(x);
      common.ys.push(other.times[i]!);
    }
  });
  return common;
}

/** The one straight line, at the speed of both but for a hair, on which most of them lie; and how many do. */
export function alignmentOf({ xs, ys }: Common): { alignment: Alignment; support: number } | null {
  const count = xs.length;
  if (count === 0) return null;
  const middle = xs.reduce((sum, x) => sum + x, 0) / count;
  const reach = Math.max(...xs.map((x) => Math.abs(x - middle)), 1);
  const steps = Math.ceil((MOST_DRIFT * reach) / (MISS / 2));
  let best = { support: 0, drift: 0, at: 0 };
  for (let step = -steps; step <= steps; step++) {
    const drift = steps === 0 ? 0 : (step / steps) * MOST_DRIFT;
    const offsets = Float64Array.from(xs, (x, i) => ys[i]! - x - drift * (x - middle)).sort();
    for (let from = 0, to = 0; to < count; to++) {
      while (offsets[to]! - offsets[from]! > 2 * MISS) from++;
      const support = to - from + 1;
      if (support > best.support) best = { support, drift, at: (offsets[to]! + offsets[from]!) / 2 };
    }
  }
  const on = xs
    .map((_, i) => i)
    .filter((i) => {
      const rest = ys[i]! - xs[i]! - best.drift * (xs[i]! - middle) - best.at;
      return Math.abs(rest) <= MISS;
    });
  const meanX = mean(on.map((i) => xs[i]!));
  const meanY = mean(on.map((i) => ys[i]! - xs[i]!));
  const spread = on.reduce((sum, i) => sum + (xs[i]! - meanX) ** 2, 0);
  const leaning = on.reduce((sum, i) => sum + (xs[i]! - meanX) * (ys[i]! - xs[i]! - meanY), 0);
  const drift = spread > 0 ? Math.max(-MOST_DRIFT, Math.min(MOST_DRIFT, leaning / spread)) : 0;
  return { alignment: { offset: (meanY - drift * meanX) / SECOND, slope: 1 + drift }, support: best.support };
}

/**
 * Stretch by stretch of the one, the share of its peaks that the other has where the line says: NaN where there is next to no
 * sound, 0 where the other has ended or not begun.
 */
export function sharesAlong(one: Uint8Array, other: Uint8Array, { offset, slope }: Alignment): Float32Array {
  const [a, b] = [unpackPeaks(one), unpackPeaks(other)];
  const length = STRETCH * SECOND;
  const count = a.length === 0 ? 0 : Math.floor(a.times[a.length - 1]! / length) + 1;
  const all = new Uint32Array(count);
  const shared = new Uint32Array(count);
  for (let i = 0; i < a.length; i++) {
    const at = Math.floor(a.times[i]! / length);
    all[at]!++;
    if (has(b, offset * SECOND + slope * a.times[i]!, a.bands[i]!)) shared[at]!++;
  }
  return Float32Array.from(all, (peaks, at) => (peaks < FEWEST_PEAKS ? Number.NaN : shared[at]! / peaks));
}

function has(peaks: PeakList, time: number, band: number): boolean {
  for (let i = peaks.indexAt(time - TIME_NEAR); i < peaks.length && peaks.times[i]! <= time + TIME_NEAR; i++) {
    if (Math.abs(peaks.bands[i]! - band) <= BAND_NEAR) return true;
  }
  return false;
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
