import type { PeakList } from './peaks.js';

/** Steps of the hash's fields (FINGERPRINT design, measured there). */
const F1_STEP = 4;
const SPAN_STEP = 0.35;
const RATIO_STEP = 0.06;
const MAX_DF = 60;
const MIN_SPAN = 10;
const MAX_SPAN = 130;
const MIN_STEP = 4;
const DFS = 2 * MAX_DF + 1;
const SPANS = 9;
const RATIOS = 17;
/** ±8 % of pitch in bands, and of tempo in natural logarithms. */
const PITCH_REACH = 4.1;
const TEMPO_REACH = 0.081;

export type OnTriplet = (anchor: number, second: number, third: number) => void;

/** Triplets of peaks: each anchor with pairs of the next few peaks after it. */
export function eachTriplet(peaks: PeakList, from: number, to: number, fan: number, visit: OnTriplet): void {
  const near = new Int32Array(fan);
  for (let a = from; a < to; a++) {
    let n = 0;
    for (let i = a + 1; i < peaks.count && n < fan; i++) {
      const dt = peaks.time[i]! - peaks.time[a]!;
      if (dt > MAX_SPAN) break;
      if (dt < MIN_STEP || Math.abs(peaks.band[i]! - peaks.band[a]!) > MAX_DF - 1) continue;
      near[n++] = i;
    }
    for (let i = 0; i < n; i++) {
      for (let j = i + 1; j < n; j++) {
        if (peaks.time[near[j]!]! - peaks.time[a]! >= MIN_SPAN) visit(a, near[i]!, near[j]!);
      }
    }
  }
}

function key(f1: number, d2: number, d3: number, span: number, ratio: number): number {
  return (((f1 * DFS + d2 + MAX_DF) * DFS + d3 + MAX_DF) * SPANS + span) * RATIOS + ratio;
}

const spanOf = (dt: number): number => Math.log(dt / MIN_SPAN) / SPAN_STEP;

export function indexKey(p: PeakList, a: number, b: number, c: number): number {
  const dt = p.time[c]! - p.time[a]!;
  return key(
    Math.floor(p.band[a]! / F1_STEP),
    Math.round(p.band[b]! - p.band[a]!),
    Math.round(p.band[c]! - p.band[a]!),
    Math.min(SPANS - 1, Math.floor(spanOf(dt))),
    Math.min(RATIOS - 1, Math.floor((p.time[b]! - p.time[a]!) / dt / RATIO_STEP)),
  );
}

/** 3 bits of time fraction, 11 of band, 11 of span. */
export function detail(p: PeakList, a: number, c: number): number {
  const fraction = Math.floor((p.time[a]! - Math.floor(p.time[a]!)) * 8) & 7;
  const band = Math.round(p.band[a]! * 8) & 2047;
  const span = Math.min(2047, Math.round((p.time[c]! - p.time[a]!) * 8));
  return (fraction << 22) | (band << 11) | span;
}
export const detailFraction = (d: number): number => ((d >>> 22) & 7) / 8 + 1 / 16;
export const detailBand = (d: number): number => ((d >>> 11) & 2047) / 8;
export const detailSpan = (d: number): number => (d & 2047) / 8;

function neighbours(value: number, quarter: number): [number, number] {
  const cell = Math.floor(value);
  const f = value - cell;
  if (f < quarter) return [cell, cell - 1];
  if (f > 1 - quarter) return [cell, cell + 1];
  return [cell, cell];
}

/** All keys under which the same triplet may stand in the index, at any pitch and tempo within reach. */
export function queryKeys(p: PeakList, a: number, b: number, c: number, emit: (key: number) => void): void {
  const dt = p.time[c]! - p.time[a]!;
  const f1 = p.band[a]!;
  const d2 = neighbours(p.band[b]! - f1 + 0.5, 0.25);
  const d3 = neighbours(p.band[c]! - f1 + 0.5, 0.25);
  const ratio = neighbours((p.time[b]! - p.time[a]!) / dt / RATIO_STEP, 0.25);
  const s0 = Math.floor(spanOf(dt) - TEMPO_REACH / SPAN_STEP);
  const s1 = Math.floor(spanOf(dt) + TEMPO_REACH / SPAN_STEP);
  const f0 = Math.max(0, Math.floor((f1 - PITCH_REACH) / F1_STEP));
  const f9 = Math.floor((f1 + PITCH_REACH) / F1_STEP);
  for (let f = f0; f <= f9; f++) {
    for (let s = Math.max(0, s0); s <= Math.min(SPANS - 1, s1); s++) {
      for (let i = 0; i < 2; i++) {
        if (i && d2[1] === d2[0]) continue;
        for (let j = 0; j < 2; j++) {
          if (j && d3[1] === d3[0]) continue;
          for (let k = 0; k < 2; k++) {
            if (k && ratio[1] === ratio[0]) continue;
            const r = ratio[k]!;
            if (r < 0 || r >= RATIOS || Math.abs(d2[i]!) > MAX_DF || Math.abs(d3[j]!) > MAX_DF) continue;
            emit(key(f, d2[i]!, d3[j]!, s, r));
          }
        }
      }
    }
  }
}
