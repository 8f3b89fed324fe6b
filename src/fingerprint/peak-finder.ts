import { BANDS, PEAK_BANDS, PEAK_FRAMES, PEAKS_PER_SECOND, POSITIONS_PER_SECOND } from './config.js';
import { PeakList } from './peaks.js';

const ROWS = 2 * PEAK_FRAMES + 1;
/** Frames over which a band's own level is averaged: about 1.5 s. */
const MEMORY = 1 / (1.5 * POSITIONS_PER_SECOND);
const SECOND = Math.round(POSITIONS_PER_SECOND);
/** Quieter than this is silence and has no peaks (log power). */
const FLOOR = -14;

/** Finds the peaks of a stream of frames and keeps the strongest of each second. */
export class PeakFinder {
  readonly peaks = new PeakList();
  /** Frames seen. */
  frames = 0;
  /** Frames whose peaks are all in `peaks`. */
  settled = 0;
  private readonly ring = Array.from({ length: ROWS }, () => new Float32Array(BANDS));
  /** Each row's maximum over the neighbouring bands. */
  private readonly wide = Array.from({ length: ROWS }, () => new Float32Array(BANDS));
  private readonly mean = new Float32Array(BANDS).fill(Number.NaN);
  private readonly means = Array.from({ length: ROWS }, () => new Float32Array(BANDS));
  private second: Array<{ time: number; band: number; strength: number }> = [];
  private secondIndex = 0;

  readonly frame = (levels: Float32Array): void => {
    const row = this.frames % ROWS;
    const ring = this.ring[row]!;
    const wide = this.wide[row]!;
    const means = this.means[row]!;
    ring.set(levels);
    for (let b = 0; b < BANDS; b++) {
      let m = Number.NEGATIVE_INFINITY;
      for (let k = Math.max(0, b - PEAK_BANDS); k <= Math.min(BANDS - 1, b + PEAK_BANDS); k++)
        if (levels[k]! > m) m = levels[k]!;
      wide[b] = m;
      const old = this.mean[b]!;
      this.mean[b] = Number.isNaN(old) ? levels[b]! : old + (levels[b]! - old) * MEMORY;
      means[b] = this.mean[b]!;
    }
    this.frames++;
    if (this.frames >= ROWS) this.scan(this.frames - 1 - PEAK_FRAMES);
  };

  finish(): void {
    const empty = new Float32Array(BANDS).fill(-23);
    const frames = this.frames;
    for (let i = 0; i < PEAK_FRAMES; i++) this.frame(empty);
    this.frames = frames;
    this.flush();
    this.settled = frames;
  }

  private scan(t: number): void {
    const second = Math.floor(t / SECOND);
    if (second !== this.secondIndex) {
      this.flush();
      this.secondIndex = second;
      this.settled = second * SECOND;
    }
    const centre = this.ring[t % ROWS]!;
    const wide = this.wide[t % ROWS]!;
    const before = this.ring[(t + ROWS - 1) % ROWS]!;
    const after = this.ring[(t + 1) % ROWS]!;
    for (let b = 1; b < BANDS - 1; b++) {
      const v = centre[b]!;
      if (v < FLOOR || v !== wide[b]) continue;
      let largest = true;
      for (let d = 1; d <= PEAK_FRAMES && largest; d++) {
        if (this.wide[(t + ROWS - d) % ROWS]![b]! >= v || this.wide[(t + d) % ROWS]![b]! > v) largest = false;
      }
      if (!largest) continue;
      this.second.push({
        time: t + parabola(before[b]!, v, after[b]!),
        band: b + parabola(centre[b - 1]!, v, centre[b + 1]!),
        strength: v - this.means[t % ROWS]![b]!,
      });
    }
  }

  private flush(): void {
    const chosen = this.second.sort((a, b) => b.strength - a.strength).slice(0, PEAKS_PER_SECOND);
    chosen.sort((a, b) => a.time - b.time || a.band - b.band);
    for (const p of chosen) this.peaks.add(p.time, p.band, p.strength);
    this.second = [];
  }
}

function parabola(a: number, b: number, c: number): number {
  const bend = a - 2 * b + c;
  return bend < 0 ? Math.max(-0.5, Math.min(0.5, (a - c) / (2 * bend))) : 0;
}
