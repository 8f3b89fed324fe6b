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
    const { re, im, size } = this;
    const cos = this.#cos;
    const sin = this.#sin;
    for (let span = size, step = 1; span > 1; span >>= 2, step <<= 2) {
      const quarter = span >> 2;
      for (let j = 0; j < quarter; j++) {
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
          const r02 = re[i]! + re[i2]!;
          const d02 = re[i]! - re[i2]!;
          const r13 = re[i1]! + re[i3]!;
          const d13 = re[i1]! - re[i3]!;
          const q02 = im[i]! + im[i2]!;
          const e02 = im[i]! - im[i2]!;
          const q13 = im[i1]! + im[i3]!;
          const e13 = im[i1]! - im[i3]!;
          re[i] = r02 + r13;
          im[i] = q02 + q13;
          // Multiplied by e^(-iw), e^(-2iw), e^(-3iw).
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
}

function reverseDigits(value: number, size: number): number {
  let out = 0;
  for (let left = size; left > 1; left >>= 2) {
    out = (out << 2) | (value & 3);
    value >>= 2;
  }
  return out;
}
