import type { HeardLoudness } from '../../domain/heard.js';
import { integrated, range } from './gates.js';
import { LoudnessKernel } from './loudness-kernel.js';

/**
 * Loudness by EBU R 128 and ITU-R BS.1770-4: integrated, range, and true peak. `rate` is a whole number of samples a second. Mono is one
 * channel, as in ffmpeg's `ebur128`: 3 LU below the same sound on two. `gain` is how much louder the music is than the samples.
 */
export class LoudnessMeter {
  readonly #channels: 1 | 2;
  readonly #kernel: LoudnessKernel;
  /** The kernel's input as single samples. */
  readonly #samples: Int16Array;
  /** Mean power of each tenth of a second. */
  readonly #tenths: number[] = [];
  readonly #gain: number;
  /** Samples of it that are filled. */
  #filled = 0;

  constructor(rate: number, channels: 1 | 2, gain = 1) {
    this.#channels = channels;
    this.#gain = gain;
    this.#kernel = new LoudnessKernel(rate);
    const { input } = this.#kernel;
    this.#samples = new Int16Array(input.buffer, input.byteOffset, input.length * 2);
  }

  /** Samples of the channels in turns, in chunks of any length. */
  hear(interleaved: Int16Array): void {
    const samples = this.#samples;
    const width = 2 / this.#channels;
    for (let at = 0; at < interleaved.length; ) {
      const take = Math.min(interleaved.length - at, (samples.length - this.#filled) / width);
      const part = interleaved.subarray(at, at + take);
      if (this.#channels === 2) samples.set(part, this.#filled);
      else this.#widen(part);
      at += take;
      this.#filled += take * width;
      if (this.#filled < samples.length) continue;
      for (const tenth of this.#kernel.measure(this.#kernel.frames).tenths) this.#tenths.push(tenth);
      this.#kernel.next();
      this.#filled = 0;
    }
  }

  /** Of all that was heard so far. */
  loudness(): HeardLoudness {
    this.#samples.fill(0, this.#filled);
    const { tenths, peak } = this.#kernel.measure(this.#filled >> 1);
    const all = this.#tenths.concat(tenths).map((power) => power * this.#gain ** 2);
    return {
      integrated: integrated(all),
      range: range(all),
      truePeak: peak === 0 ? null : 20 * Math.log10(peak * this.#gain),
    };
  }

  /** Mono is the left of two channels, beside silence. */
  #widen(mono: Int16Array): void {
    const { input } = this.#kernel;
    const start = this.#filled >> 1;
    for (let i = 0; i < mono.length; i++) input[start + i] = mono[i]! & 0xffff;
  }
}
