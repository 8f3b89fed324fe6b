/** Samples of one spectrum: .37 s at 11,025 Hz, fine enough to part semitones from 190 Hz on. */
export const FRAME = 4096;
/** From the note A1, in hertz, up to 4978 Hz: below half of the lowest rate that is used. */
const LOWEST = 55;
export const BANDS = 78;

/** Power of a sound in each semitone, of two frames at a time. */
export class Semitones {
  private readonly window = Float64Array.from(
    { length: FRAME },
    (_, i) => 0.5 - 0.5 * Math.cos((2 * Math.PI * i) / FRAME),
  );
  private readonly cos = Float64Array.from({ length: FRAME / 2 }, (_, i) => Math.cos((2 * Math.PI * i) / FRAME));
  private readonly sin = Float64Array.from({ length: FRAME / 2 }, (_, i) => -Math.sin((2 * Math.PI * i) / FRAME));
  private readonly order = bitReversal(FRAME);
  private readonly re = new Float64Array(FRAME);
  private readonly im = new Float64Array(FRAME);
  /** First bin of each band, and one more. */
  private readonly edges: Uint16Array;

  constructor(rate: number) {
    const binOf = (band: number): number => (LOWEST * 2 ** ((band - 0.5) / 12) * FRAME) / rate;
    this.edges = Uint16Array.from({ length: BANDS + 1 }, (_, band) => Math.min(FRAME / 2, Math.round(binOf(band))));
  }

  /** Adds the two frames that begin there to `power`. */
  add(pcm: Int16Array, first: number, second: number, power: Float64Array): void {
    const { re, im, window, order, edges } = this;
    for (let i = 0; i < FRAME; i++) {
      // Two real frames in one complex transform: one is its real part, the other the imaginary one.
      re[order[i]!] = pcm[first + i]! * window[i]!;
      im[order[i]!] = pcm[second + i]! * window[i]!;
    }
    this.transform();
    for (let band = 0; band < BANDS; band++) {
      // Low semitones are narrower than a bin: they share it.
      const from = edges[band]!;
      const to = Math.max(edges[band + 1]!, from + 1);
      for (let k = from; k < to; k++) {
        const mirror = (FRAME - k) % FRAME;
        // |Z(k)|² and |Z(N-k)|² together are twice the sum of the two frames' powers.
        power[band]! += (re[k]! ** 2 + im[k]! ** 2 + re[mirror]! ** 2 + im[mirror]! ** 2) / 2;
      }
    }
  }

  /** In place, radix 2, decimation in time. */
  private transform(): void {
    const { re, im, cos, sin } = this;
    for (let half = 1; half < FRAME; half *= 2) {
      const step = FRAME / 2 / half;
      for (let start = 0; start < FRAME; start += 2 * half) {
        for (let k = 0; k < half; k++) {
          const a = start + k;
          const b = a + half;
          const c = cos[k * step]!;
          const s = sin[k * step]!;
          const real = re[b]! * c - im[b]! * s;
          const imaginary = re[b]! * s + im[b]! * c;
          re[b] = re[a]! - real;
          im[b] = im[a]! - imaginary;
          re[a]! += real;
          im[a]! += imaginary;
        }
      }
    }
  }
}

function bitReversal(size: number): Uint16Array {
  const order = new Uint16Array(size);
  for (let i = 1; i < size; i++) order[i] = (order[i >> 1]! >> 1) | (i & 1 ? size >> 1 : 0);
  return order;
}
