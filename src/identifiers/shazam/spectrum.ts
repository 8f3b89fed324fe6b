/** Samples of one spectrum. */
export const WINDOW = 2048;
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

/** 2048 real samples as 1024 complex ones through five radix-4 stages (1024 = 4⁵), then taken apart. */
class RealTransform {
  private readonly window = Float64Array.from(
    { length: WINDOW },
    // A Hann window of 2050 points without its two zeros.
    (_, n) => 0.5 - 0.5 * Math.cos((2 * Math.PI * (n + 1)) / (WINDOW + 1)),
  );
  private readonly cos = Float64Array.from({ length: WINDOW }, (_, k) => Math.cos((2 * Math.PI * k) / WINDOW));
  private readonly sin = Float64Array.from({ length: WINDOW }, (_, k) => Math.sin((2 * Math.PI * k) / WINDOW));
  private readonly order = Uint16Array.from({ length: HALF }, (_, n) => reverseDigits(n));
  private readonly re = new Float64Array(HALF);
  private readonly im = new Float64Array(HALF);

  power(pcm: Int16Array, start: number, out: Float64Array, at: number): void {
    const { re, im, window, order, cos, sin } = this;
    for (let n = 0; n < HALF; n++) {
      const i = start + 2 * n;
      const place = order[n]!;
      re[place] = i < 0 ? 0 : pcm[i]! * window[2 * n]!;
      im[place] = i + 1 < 0 ? 0 : pcm[i + 1]! * window[2 * n + 1]!;
    }
    for (let size = 4; size <= HALF; size *= 4) this.stage(size);
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

  private stage(size: number): void {
    const { re, im, cos, sin } = this;
    const quarter = size / 4;
    const step = WINDOW / size;
    for (let k = 0; k < quarter; k++) {
      const c1 = cos[k * step]!;
      const s1 = sin[k * step]!;
      const c2 = cos[2 * k * step]!;
      const s2 = sin[2 * k * step]!;
      const c3 = cos[3 * k * step]!;
      const s3 = sin[3 * k * step]!;
      for (let i0 = k; i0 < HALF; i0 += size) {
        const i1 = i0 + quarter;
        const i2 = i1 + quarter;
        const i3 = i2 + quarter;
        const bRe = re[i1]! * c1 + im[i1]! * s1;
        const bIm = im[i1]! * c1 - re[i1]! * s1;
        const cRe = re[i2]! * c2 + im[i2]! * s2;
        const cIm = im[i2]! * c2 - re[i2]! * s2;
        const dRe = re[i3]! * c3 + im[i3]! * s3;
        const dIm = im[i3]! * c3 - re[i3]! * s3;
        const acRe = re[i0]! + cRe;
        const acIm = im[i0]! + cIm;
        const aMinusCRe = re[i0]! - cRe;
        const aMinusCIm = im[i0]! - cIm;
        const bdRe = bRe + dRe;
        const bdIm = bIm + dIm;
        const bMinusDRe = bRe - dRe;
        const bMinusDIm = bIm - dIm;
        re[i0] = acRe + bdRe;
        im[i0] = acIm + bdIm;
        re[i1] = aMinusCRe + bMinusDIm;
        im[i1] = aMinusCIm - bMinusDRe;
        re[i2] = acRe - bdRe;
        im[i2] = acIm - bdIm;
        re[i3] = aMinusCRe - bMinusDIm;
        im[i3] = aMinusCIm + bMinusDRe;
      }
    }
  }
}

/** The five base-4 digits of a number below 1024 in reverse. */
function reverseDigits(n: number): number {
  let reversed = 0;
  for (let digit = 0; digit < 5; digit++) reversed = (reversed << 2) | ((n >> (2 * digit)) & 3);
  return reversed;
}
