import { Fft } from '../../sound/fft.js';

/** Samples of one spectrum. */
const WINDOW = 2048;
/** Samples from one spectrum to the next: 125 spectra a second at 16 kHz. */
export const HOP = 128;
/** Bins of one spectrum, 7.8125 Hz apart. */
export const BINS = WINDOW / 2 + 1;

const HALF = WINDOW / 2;
/** The smallest power, so that silence has a logarithm. */
const FLOOR = 1e-10;

/**
 * Power spectra of 16-kHz sound, one row of `BINS` a frame: frame t ends with its block of 128 samples, and what lies before
 * the beginning is silence. Doubles throughout: the signature's bytes depend on it.
 */
export function powerSpectra(pcm: Int16Array): { rows: Float64Array; frames: number } {
  const frames = Math.floor(pcm.length / HOP);
  const rows = new Float64Array(frames * BINS);
  const transform = new RealTransform();
  for (let t = 0; t < frames; t++) transform.power(pcm, HOP * (t + 1) - WINDOW, rows, t * BINS);
  return { rows, frames };
}

/** 2048 real samples as 1024 complex ones, taken apart after the transform. */
class RealTransform {
  readonly #window = Float64Array.from(
    { length: WINDOW },
    // A Hann window of 2050 points without its two zeros.
    (_, n) => 0.5 - 0.5 * Math.cos((2 * Math.PI * (n + 1)) / (WINDOW + 1)),
  );
  readonly #cos = Float64Array.from({ length: WINDOW }, (_, k) => Math.cos((2 * Math.PI * k) / WINDOW));
  readonly #sin = Float64Array.from({ length: WINDOW }, (_, k) => Math.sin((2 * Math.PI * k) / WINDOW));
  readonly #fft = new Fft(HALF);

  power(pcm: Int16Array, start: number, out: Float64Array, at: number): void {
    const window = this.#window;
    const cos = this.#cos;
    const sin = this.#sin;
    const fft = this.#fft;
    const { re, im, order } = fft;
    for (let n = 0; n < HALF; n++) {
      const i = start + 2 * n;
      const place = order[n]!;
      re[place] = i < 0 ? 0 : pcm[i]! * window[2 * n]!;
      im[place] = i + 1 < 0 ? 0 : pcm[i + 1]! * window[2 * n + 1]!;
    }
    fft.transform();
    for (let k = 0; k <= HALF; k++) {
      const a = k & (HALF - 1);
      const b = (HALF - k) & (HALF - 1);
      const evenRe = (re[a]! + re[b]!) / 2;
      const evenIm = (im[a]! - im[b]!) / 2;
      const oddRe = (im[a]! + im[b]!) / 2;
      const oddIm = (re[b]! - re[a]!) / 2;
      const c = cos[k]!;
      const s = sin[k]!;
      const x = evenRe + c * oddRe + s * oddIm;
      const y = evenIm + c * oddIm - s * oddRe;
      out[at + k] = Math.max((x * x + y * y) / 131072, FLOOR);
    }
  }
}
