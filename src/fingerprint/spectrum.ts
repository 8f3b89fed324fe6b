import { BANDS, BANDS_PER_OCTAVE, ENGINE_RATE, HOP, LOWEST_HZ, WINDOW } from './config.js';
import { Fft } from './fft.js';

/** Receives one frame: the log power of each band. The array is used again. */
export type OnFrame = (levels: Float32Array) => void;

/** From samples to frames of log power in log-spaced bands. */
export class Spectrum {
  private readonly fft = new Fft(WINDOW);
  private readonly window = Float64Array.from(
    { length: WINDOW },
    (_, i) => (0.5 - 0.5 * Math.cos((2 * Math.PI * (i + 0.5)) / WINDOW)) / 32768,
  );
  private readonly buffer = new Float64Array(WINDOW + 2 * HOP);
  private filled = WINDOW - HOP;
  private readonly re = new Float64Array(WINDOW);
  private readonly im = new Float64Array(WINDOW);
  private readonly powerA = new Float64Array(WINDOW / 2 + 1);
  private readonly powerB = new Float64Array(WINDOW / 2 + 1);
  private readonly levels = new Float32Array(BANDS);
  private readonly from = new Float64Array(BANDS);
  private readonly to = new Float64Array(BANDS);
  private readonly onFrame: OnFrame;

  constructor(onFrame: OnFrame) {
    this.onFrame = onFrame;
    for (let b = 0; b < BANDS; b++) {
      const bin = (hz: number) => (hz * WINDOW) / ENGINE_RATE;
      const centre = LOWEST_HZ * 2 ** (b / BANDS_PER_OCTAVE);
      this.from[b] = bin(centre * 2 ** (-0.5 / BANDS_PER_OCTAVE));
      this.to[b] = bin(centre * 2 ** (0.5 / BANDS_PER_OCTAVE));
    }
  }

  push(pcm: Int16Array): void {
    const { buffer } = this;
    for (let i = 0; i < pcm.length; ) {
      const n = Math.min(buffer.length - this.filled, pcm.length - i);
      for (let j = 0; j < n; j++) buffer[this.filled + j] = pcm[i + j]!;
      this.filled += n;
      i += n;
      if (this.filled === buffer.length) {
        this.twoFrames();
        buffer.copyWithin(0, 2 * HOP);
        this.filled -= 2 * HOP;
      }
    }
  }

  /** What is left in the buffer, padded by silence: half a window, so that the last sounds get their frames. */
  finish(): void {
    this.push(new Int16Array(WINDOW / 2 + 2 * HOP));
  }

  private twoFrames(): void {
    const { re, im, buffer, window } = this;
    for (let i = 0; i < WINDOW; i++) {
      re[i] = buffer[i]! * window[i]!;
      im[i] = buffer[i + HOP]! * window[i]!;
    }
    this.fft.transform(re, im);
    for (let k = 0; k <= WINDOW / 2; k++) {
      const m = (WINDOW - k) & (WINDOW - 1);
      const ar = re[k]! + re[m]!;
      const ai = im[k]! - im[m]!;
      const br = im[k]! + im[m]!;
      const bi = re[m]! - re[k]!;
      this.powerA[k] = ar * ar + ai * ai;
      this.powerB[k] = br * br + bi * bi;
    }
    this.emit(this.powerA);
    this.emit(this.powerB);
  }

  private emit(power: Float64Array): void {
    const { levels, from, to } = this;
    for (let b = 0; b < BANDS; b++) {
      const lo = from[b]!;
      const hi = to[b]!;
      let value: number;
      if (hi - lo < 1) {
        const centre = (lo + hi) / 2;
        const k = Math.floor(centre);
        const f = centre - k;
        value = power[k]! * (1 - f) + power[k + 1]! * f;
      } else {
        let sum = 0;
        let weight = 0;
        for (let k = Math.round(lo); k <= Math.round(hi); k++) {
          const w = Math.min(k + 0.5, hi) - Math.max(k - 0.5, lo);
          if (w <= 0) continue;
          sum += power[k]! * w;
          weight += w;
        }
        value = sum / weight;
      }
      levels[b] = Math.log(value + 1e-10);
    }
    this.onFrame(levels);
  }
}
