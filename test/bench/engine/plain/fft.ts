/**
 * Power spectra of two real frames at once: one goes into the real, the other into the imaginary part of a complex
 * transform, and symmetry parts them again. Radix-4 steps (decimation in frequency), one table of twiddles, no allocation.
 */
export class PairSpectrum {
  readonly size: number;
  readonly re: Float64Array;
  readonly im: Float64Array;
  readonly #cos: Float64Array;
  readonly #sin: Float64Array;
  /** Where bin k of the transform lies after the steps, which leave digits reversed. */
  readonly #place: Uint16Array;

  /** `size` is a power of 4. */
  constructor(size: number) {
    this.size = size;
    this.re = new Float64Array(size);
    this.im = new Float64Array(size);
    this.#cos = Float64Array.from({ length: size }, (_, i) => Math.cos((2 * Math.PI * i) / size));
    this.#sin = Float64Array.from({ length: size }, (_, i) => Math.sin((2 * Math.PI * i) / size));
    this.#place = Uint16Array.from({ length: size }, (_, i) => reverseDigits(i, size));
  }

  /** Transforms `re` and `im` in place and writes the power of bins [from, to) of each frame. */
  power(a: Float32Array, b: Float32Array, from: number, to: number): void {
    this.#transform();
    const { re, im, size } = this;
    const place = this.#place;
    for (let k = from; k < to; k++) {
      const p = place[k]!;
      const q = place[size - k]!;
      const sumRe = re[p]! + re[q]!;
      const sumIm = im[p]! + im[q]!;
      const difRe = re[p]! - re[q]!;
      const difIm = im[p]! - im[q]!;
      a[k] = 0.25 * (sumRe * sumRe + difIm * difIm);
      b[k] = 0.25 * (sumIm * sumIm + difRe * difRe);
    }
  }

  #transform(): void {
    for (let span = this.size, step = 1; span > 1; span >>= 2, step <<= 2) {
      this.#plainSteps(span);
      if (span > 4) this.#turnedSteps(span, step);
    }
  }

  /** The first step of each group, whose twiddles are 1: a third of all steps. */
  #plainSteps(span: number): void {
    const { re, im, size } = this;
    const quarter = span >> 2;
    for (let i = 0; i < size; i += span) {
      const i1 = i + quarter;
      const i2 = i1 + quarter;
      const i3 = i2 + quarter;
      const r0 = re[i]!;
      const r1 = re[i1]!;
      const r2 = re[i2]!;
      const r3 = re[i3]!;
      const q0 = im[i]!;
      const q1 = im[i1]!;
      const q2 = im[i2]!;
      const q3 = im[i3]!;
      re[i] = r0 + r2 + (r1 + r3);
      im[i] = q0 + q2 + (q1 + q3);
      re[i1] = r0 - r2 + (q1 - q3);
      im[i1] = q0 - q2 - (r1 - r3);
      re[i2] = r0 + r2 - (r1 + r3);
      im[i2] = q0 + q2 - (q1 + q3);
      re[i3] = r0 - r2 - (q1 - q3);
      im[i3] = q0 - q2 + (r1 - r3);
    }
  }

  #turnedSteps(span: number, step: number): void {
    const { re, im, size } = this;
    const cos = this.#cos;
    const sin = this.#sin;
    const quarter = span >> 2;
    for (let j = 1; j < quarter; j++) {
      const w = j * step;
      const c1 = cos[w]!;
      const s1 = sin[w]!;
      const c2 = cos[2 * w]!;
      const s2 = sin[2 * w]!;
      const c3 = cos[3 * w]!;
      const s3 = sin[3 * w]!;
      for (let i = j; i < size; i += span) {
        const i1 = i + quarter;
        const i2 = i1 + quarter;
        const i3 = i2 + quarter;
        const r0 = re[i]!;
        const r1 = re[i1]!;
        const r2 = re[i2]!;
        const r3 = re[i3]!;
        const q0 = im[i]!;
        const q1 = im[i1]!;
        const q2 = im[i2]!;
        const q3 = im[i3]!;
        const r02 = r0 + r2;
        const d02 = r0 - r2;
        const r13 = r1 + r3;
        const d13 = r1 - r3;
        const q02 = q0 + q2;
        const e02 = q0 - q2;
        const q13 = q1 + q3;
        const e13 = q1 - q3;
        re[i] = r02 + r13;
        im[i] = q02 + q13;
        const x1 = d02 + e13;
        const y1 = e02 - d13;
        re[i1] = x1 * c1 + y1 * s1;
        im[i1] = y1 * c1 - x1 * s1;
        const x2 = r02 - r13;
        const y2 = q02 - q13;
        re[i2] = x2 * c2 + y2 * s2;
        im[i2] = y2 * c2 - x2 * s2;
        const x3 = d02 - e13;
        const y3 = e02 + d13;
        re[i3] = x3 * c3 + y3 * s3;
        im[i3] = y3 * c3 - x3 * s3;
      }
    }
  }
}

function reverseDigits(value: number, size: number): number {
  let out = 0;
  for (let left = size; left > 1; left >>= 2) {
    out = (out << 2) | (value & 3);
    value >>= 2;
  }
  return out;
}
