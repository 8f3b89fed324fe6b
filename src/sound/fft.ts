/**
 * The Fourier transform of complex numbers in place: radix 4, decimation in time (Cooley & Tukey, 1965), in doubles. The
 * size is a power of 4. Number i of the input goes to `order[i]` of `re` and `im`; the output stands there in its own order.
 */
export class Fft {
  readonly re: Float64Array;
  readonly im: Float64Array;
  readonly order: Uint16Array;
  readonly #size: number;
  readonly #cos: Float64Array;
  readonly #sin: Float64Array;

  constructor(size: number) {
    const digits = Math.log2(size) / 2;
    this.#size = size;
    this.re = new Float64Array(size);
    this.im = new Float64Array(size);
    this.order = Uint16Array.from({ length: size }, (_, n) => reversed(n, digits));
    this.#cos = Float64Array.from({ length: size }, (_, k) => Math.cos((2 * Math.PI * k) / size));
    this.#sin = Float64Array.from({ length: size }, (_, k) => Math.sin((2 * Math.PI * k) / size));
  }

  transform(): void {
    for (let size = 4; size <= this.#size; size *= 4) this.#stage(size);
  }

  #stage(size: number): void {
    const { re, im } = this;
    const [whole, cos, sin] = [this.#size, this.#cos, this.#sin];
    const quarter = size / 4;
    const step = whole / size;
    for (let k = 0; k < quarter; k++) {
      const c1 = cos[k * step]!;
      const s1 = sin[k * step]!;
      const c2 = cos[2 * k * step]!;
      const s2 = sin[2 * k * step]!;
      const c3 = cos[3 * k * step]!;
      const s3 = sin[3 * k * step]!;
      for (let i0 = k; i0 < whole; i0 += size) {
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

/** The base-4 digits of a number, so many of them, in reverse. */
function reversed(n: number, digits: number): number {
  let result = 0;
  for (let digit = 0; digit < digits; digit++) result = (result << 2) | ((n >> (2 * digit)) & 3);
  return result;
}
