import { Fft } from './fft.js';

/** Samples of one spectrum: .37 s at 11,025 Hz, fine enough to part semitones from 190 Hz on. */
export const FRAME = 4096;
/** From the note A1, in hertz, up to 4978 Hz: below half of the lowest rate that is used. */
const LOWEST = 55;
export const BANDS = 78;

/** Power of a sound in each semitone, of two frames at a time. */
export class Semitones {
  readonly #window = Float64Array.from({ length: FRAME }, (_, i) => 0.5 - 0.5 * Math.cos((2 * Math.PI * i) / FRAME));
  readonly #fft = new Fft(FRAME);
  /** First bin of each band, and one more. */
  readonly #edges: Uint16Array;

  constructor(rate: number) {
    const binOf = (band: number): number => (LOWEST * 2 ** ((band - 0.5) / 12) * FRAME) / rate;
    this.#edges = Uint16Array.from({ length: BANDS + 1 }, (_, band) => Math.min(FRAME / 2, Math.round(binOf(band))));
  }

  /** Adds the two frames that begin there to `power`. */
  add(pcm: Int16Array, first: number, second: number, power: Float64Array): void {
    const window = this.#window;
    const fft = this.#fft;
    const edges = this.#edges;
    const { re, im, order } = fft;
    for (let i = 0; i < FRAME; i++) {
      // Two real frames in one complex transform: one is its real part, the other the imaginary one.
      re[order[i]!] = pcm[first + i]! * window[i]!;
      im[order[i]!] = pcm[second + i]! * window[i]!;
    }
    fft.transform();
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
}
