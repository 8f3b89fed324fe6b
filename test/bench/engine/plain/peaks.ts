import {
  BAND_UNITS,
  BANDS,
  LEVEL_UNITS,
  MEAN_FRAMES,
  PEAK_BANDS,
  PEAK_FRAMES,
  PEAK_LEVEL,
  RANK_FRAMES,
  TIME_UNITS,
} from '../../../../src/fingerprint/constants.js';
import { type PeakSink, WaitingPeaks } from '../../../../src/fingerprint/waiting-peaks.js';

/** Rows kept: those that a band's mean runs over, and one more. */
const ROWS = 2 * MEAN_FRAMES + 2;

/**
 * Finds peaks in rows of levels: the loudest points of their surroundings, and of those the ones that stand out most from
 * their band's mean.
 */
export class PeakPicker {
  readonly #sink: PeakSink;
  readonly #rows = new Float32Array(ROWS * BANDS);
  readonly #sums = new Float64Array(BANDS);
  /** Loudest bands of each row, by row: the only points that can be peaks. */
  readonly #summits = new Uint8Array(ROWS * 24);
  readonly #summitCount = new Uint8Array(ROWS);
  #rowCount = 0;
  readonly #waiting: WaitingPeaks;

  /** `kept` peaks a second, about. */
  constructor(kept: number, sink: PeakSink) {
    this.#sink = sink;
    this.#waiting = new WaitingPeaks(kept);
  }

  get frames(): number {
    return this.#rowCount;
  }

  push(some: Float32Array, count: number): void {
    for (let r = 0; r < count; r++) this.#push(some.subarray(r * BANDS, (r + 1) * BANDS));
  }

  #push(row: Float32Array): void {
    const t = this.#rowCount++;
    const rows = this.#rows;
    const sums = this.#sums;
    const at = (t % ROWS) * BANDS;
    const old = t - 2 * MEAN_FRAMES - 1;
    if (old >= 0) {
      const oldAt = (old % ROWS) * BANDS;
      for (let b = 0; b < BANDS; b++) sums[b]! += row[b]! - rows[oldAt + b]!;
    } else {
      for (let b = 0; b < BANDS; b++) sums[b]! += row[b]!;
    }
    rows.set(row, at);
    this.#findSummits(t, at);
    if (t >= MEAN_FRAMES) this.#judge(t - MEAN_FRAMES, Math.min(t + 1, 2 * MEAN_FRAMES + 1));
  }

  finish(): void {
    const end = this.#rowCount;
    const sums = this.#sums;
    for (let t = Math.max(0, end - MEAN_FRAMES); t < end; t++) {
      const old = t - MEAN_FRAMES - 1;
      if (old >= 0 && old >= end - 2 * MEAN_FRAMES - 1) {
        const oldAt = (old % ROWS) * BANDS;
        for (let b = 0; b < BANDS; b++) sums[b]! -= this.#rows[oldAt + b]!;
      }
      this.#judge(t, end - Math.max(0, old + 1));
    }
    this.#waiting.release(end + 2 * RANK_FRAMES, this.#sink);
  }

  #findSummits(t: number, at: number): void {
    const rows = this.#rows;
    const slot = t % ROWS;
    const end = at + BANDS;
    let count = 0;
    let b = at + 1;
    while (b < end - 1) {
      const level = rows[b]!;
      if (level < PEAK_LEVEL || level <= rows[b - 1]! || level < rows[b + 1]!) {
        b++;
        continue;
      }
      let highest = true;
      const low = Math.max(b - PEAK_BANDS, at);
      for (let i = b - 2; i >= low; i--) {
        if (rows[i]! >= level) {
          highest = false;
          break;
        }
      }
      const high = b + PEAK_BANDS >= end ? end - 1 : b + PEAK_BANDS;
      let next = b + 1;
      if (highest) {
        for (; next <= high; next++) {
          if (rows[next]! > level) {
            highest = false;
            break;
          }
        }
      }
      if (highest && count < 24) this.#summits[slot * 24 + count++] = b - at;
      b = next;
    }
    this.#summitCount[slot] = count;
  }

  /** Passes on the peaks of row t; `counted` rows are in the sums. */
  #judge(t: number, counted: number): void {
    const slot = t % ROWS;
    const at = slot * BANDS;
    const rows = this.#rows;
    const first = Math.max(0, t - PEAK_FRAMES, this.#rowCount - ROWS);
    const last = Math.min(this.#rowCount - 1, t + PEAK_FRAMES);
    for (let s = 0; s < this.#summitCount[slot]!; s++) {
      const b = this.#summits[slot * 24 + s]!;
      const level = rows[at + b]!;
      if (t === 0 || t === this.#rowCount - 1 || !this.#isPeak(t, b, level, first, last)) continue;
      const before = rows[((t - 1) % ROWS) * BANDS + b]!;
      const after = rows[((t + 1) % ROWS) * BANDS + b]!;
      const time = t + vertex(before, level, after);
      const band = b + vertex(rows[at + b - 1]!, level, rows[at + b + 1]!);
      const strength = level - this.#sums[b]! / counted;
      this.#waiting.add(
        t,
        Math.round(time * TIME_UNITS),
        Math.round(band * BAND_UNITS),
        Math.round(level * LEVEL_UNITS),
        strength,
      );
    }
    this.#waiting.release(t, this.#sink);
  }

  #isPeak(t: number, b: number, level: number, first: number, last: number): boolean {
    const rows = this.#rows;
    const low = Math.max(0, b - PEAK_BANDS);
    const high = Math.min(BANDS - 1, b + PEAK_BANDS);
    for (let u = first; u <= last; u++) {
      if (u === t) continue;
      const at = (u % ROWS) * BANDS;
      // Of equal ones the first counts.
      for (let i = at + low; i <= at + high; i++) {
        if (rows[i]! > level || (u < t && rows[i]! === level)) return false;
      }
    }
    return true;
  }
}

/** Where between -.5 and .5 the parabola through three points is highest. */
function vertex(before: number, at: number, after: number): number {
  const bend = before - 2 * at + after;
  return bend < 0 ? Math.max(-0.5, Math.min(0.5, (0.5 * (before - after)) / bend)) : 0;
}
