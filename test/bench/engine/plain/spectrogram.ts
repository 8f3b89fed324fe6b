import { HOP, WINDOW } from '../../../../src/fingerprint/constants.js';
import { Bands, FIRST_BIN, LAST_BIN } from './bands.js';
import { PairSpectrum } from './fft.js';

/** Sound in, rows of BANDS levels out, one every HOP samples. Row t is centred on sample t × HOP + WINDOW / 2. */
export class Spectrogram {
  readonly #emit: (rows: Float32Array, count: number) => void;
  readonly #fft = new PairSpectrum(WINDOW);
  readonly #bands = new Bands();
  readonly #window = Float64Array.from({ length: WINDOW }, (_, i) => 0.5 - 0.5 * Math.cos((2 * Math.PI * i) / WINDOW));
  readonly #waiting = new Float64Array(WINDOW + HOP + 8192);
  #filled = 0;
  readonly #powerA = new Float32Array(LAST_BIN + 1);
  readonly #powerB = new Float32Array(LAST_BIN + 1);
  samples = 0;

  /** `emit` must not keep the rows. */
  constructor(emit: (rows: Float32Array, count: number) => void) {
    this.#emit = emit;
  }

  push(pcm: Int16Array): void {
    const waiting = this.#waiting;
    this.samples += pcm.length;
    for (let at = 0; at < pcm.length; ) {
      const take = Math.min(pcm.length - at, waiting.length - this.#filled);
      for (let i = 0, to = this.#filled; i < take; i++) waiting[to + i] = pcm[at + i]!;
      this.#filled += take;
      at += take;
      this.#run();
    }
  }

  /** The rest, with silence behind it. */
  finish(): void {
    if (this.#filled === 0) return;
    const missing = WINDOW + HOP - this.#filled;
    if (missing > 0) {
      this.#waiting.fill(0, this.#filled, this.#filled + missing);
      this.#filled += missing;
    }
    this.#run();
  }

  #run(): void {
    const waiting = this.#waiting;
    const { re, im } = this.#fft;
    const window = this.#window;
    let at = 0;
    for (; at + WINDOW + HOP <= this.#filled; at += 2 * HOP) {
      for (let i = 0; i < WINDOW; i++) {
        re[i] = waiting[at + i]! * window[i]!;
        im[i] = waiting[at + HOP + i]! * window[i]!;
      }
      this.#fft.power(this.#powerA, this.#powerB, FIRST_BIN, LAST_BIN);
      this.#emit(this.#bands.levels(this.#powerA), 1);
      this.#emit(this.#bands.levels(this.#powerB), 1);
    }
    waiting.copyWithin(0, at, this.#filled);
    this.#filled -= at;
  }
}
