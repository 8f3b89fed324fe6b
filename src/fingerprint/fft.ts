/** Complex FFT of a power-of-two size in place, split into real and imaginary parts; radix 2, twiddles made once. */
export class Fft {
  readonly size: number;
  private readonly cos: Float64Array;
  private readonly sin: Float64Array;
  private readonly reversed: Uint16Array;

  constructor(size: number) {
    this.size = size;
    this.cos = Float64Array.from({ length: size / 2 }, (_, i) => Math.cos((2 * Math.PI * i) / size));
    this.sin = Float64Array.from({ length: size / 2 }, (_, i) => -Math.sin((2 * Math.PI * i) / size));
    const bits = Math.log2(size);
    this.reversed = Uint16Array.from({ length: size }, (_, i) => {
      let r = 0;
      for (let b = 0; b < bits; b++) r |= ((i >> b) & 1) << (bits - 1 - b);
      return r;
    });
  }

  transform(re: Float64Array, im: Float64Array): void {
    const { size, reversed, cos, sin } = this;
    for (let i = 0; i < size; i++) {
      const j = reversed[i]!;
      if (j > i) {
        const a = re[i]!;
        re[i] = re[j]!;
        re[j] = a;
        const b = im[i]!;
        im[i] = im[j]!;
        im[j] = b;
      }
    }
    for (let half = 1; half < size; half *= 2) {
      const step = size / (2 * half);
      for (let k = 0, t = 0; k < half; k++, t += step) {
        const c = cos[t]!;
        const s = sin[t]!;
        for (let i = k; i < size; i += 2 * half) {
          const j = i + half;
          const xr = re[j]! * c - im[j]! * s;
          const xi = re[j]! * s + im[j]! * c;
          re[j] = re[i]! - xr;
          im[j] = im[i]! - xi;
          re[i] = re[i]! + xr;
          im[i] = im[i]! + xi;
        }
      }
    }
  }
}
