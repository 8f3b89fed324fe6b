import { WasmModule } from '../../wasm/wasm-module.js';
import { LOUDNESS_WASM } from '../kernel/loudness-wasm.js';
import { kWeighting } from './k-weighting.js';

/** Stretches that the kernel's lanes hold, and seconds of each: an even number, so that it has an even number of frames at any rate. */
const STRETCHES = 4;
const STRETCH_SECONDS = 2;
/** How long a stretch's filters run before it: after 40 ms, nine of the high pass' time constants, -60 dB of what they lack is left. */
const WARM_UP = 0.04;
/** Taps on either side of a gap between samples, and frames looked at together: the kernel's REACH and BLOCK. */
const REACH = 12;
const BLOCK = 16;
/** Windows the interpolator's sinc: flat within .1 dB up to .45 of the rate. */
const KAISER = 5;
/**
 * Gaps are looked into beside samples of at least this share of the highest so far: the taps add up to 2.36 at most, so that nothing rises
 * higher above all samples around it. No music rises by as much as 1.5 above the two beside it.
 */
const NEAR_THE_HIGHEST = 0.42;
const FULL_SCALE = 32_768;

interface Exports {
  memory: WebAssembly.Memory;
  address(part: number): number;
  reserve(bytes: number): number;
  weigh(from: number, size: number, warmUp: number, tenths: number): void;
  peak(from: number, blocks: number, before: number, share: number): number;
}

const compiled = new WasmModule(LOUDNESS_WASM);

/** An instance of kernel/loudness.as.ts with its tables filled. It carries nothing but the peak from one run to the next. */
export class LoudnessKernel {
  /** Frames of a run. */
  readonly frames: number;
  /** Room for the frames of a run, two samples in one number. */
  readonly input: Int32Array;
  readonly #kernel = compiled.instantiate<Exports>();
  /** What was heard before the run, the run, and what interpolating reads behind it. */
  readonly #sound: Int32Array;
  readonly #energies: Float32Array;
  readonly #frames: number[];
  readonly #stretch: number;
  readonly #warmUp: number;
  readonly #gain: number;
  /** The highest so far, of 32,768. */
  #peak = 0;

  constructor(rate: number) {
    const kernel = this.#kernel;
    this.#stretch = rate * STRETCH_SECONDS;
    this.frames = this.#stretch * STRETCHES;
    this.#warmUp = Math.max(2 * Math.ceil((rate * WARM_UP) / 2), 4 * BLOCK);
    const room = this.#warmUp + this.frames + 2 * BLOCK;
    const from = kernel.reserve(room * 4);
    const { buffer } = kernel.memory;
    this.#sound = new Int32Array(buffer, from, room);
    this.input = this.#sound.subarray(this.#warmUp, this.#warmUp + this.frames);

    const { pole, zero1, zero2, pole1, pole2, gain } = kWeighting(rate);
    new Float32Array(buffer, kernel.address(0), 5).set([pole, zero1, zero2, pole1, pole2]);
    this.#gain = (gain / FULL_SCALE) ** 2;
    new Float32Array(buffer, kernel.address(1), 4 * 2 * REACH).set(interpolator());
    // Even numbers of frames: the kernel takes two at a time.
    const edges = Array.from({ length: STRETCH_SECONDS * 10 + 1 }, (_, tenth) => 2 * Math.round((tenth * rate) / 20));
    this.#frames = edges.slice(1).map((edge, i) => edge - edges[i]!);
    new Int32Array(buffer, kernel.address(2), this.#frames.length).set(this.#frames.map((frames) => frames / 2));
    this.#energies = new Float32Array(buffer, kernel.address(3), this.#frames.length * 8);
  }

  /** Of the first so many frames of the input, behind which is silence: the power of each whole tenth of a second, and the true peak since the first run. */
  measure(filled: number): { tenths: number[]; peak: number } {
    const from = this.input.byteOffset;
    const more = filled < this.frames ? BLOCK : -BLOCK;
    // The last frames of a full run wait for what comes after them.
    const blocks = Math.ceil((filled + BLOCK + more) / BLOCK);
    const begin = filled + more - blocks * BLOCK;
    const peak = this.#kernel.peak(from + begin * 4, blocks, this.#peak, NEAR_THE_HIGHEST);
    if (filled === this.frames) this.#peak = peak;
    return { tenths: this.#tenths(filled), peak: peak / FULL_SCALE };
  }

  /** The input was full: makes room for what follows it. */
  next(): void {
    this.#sound.copyWithin(0, this.frames, this.frames + this.#warmUp);
  }

  #tenths(filled: number): number[] {
    if (filled < this.#frames[0]!) return [];
    const energies = this.#energies;
    const tenths: number[] = [];
    this.#kernel.weigh(this.input.byteOffset, this.#stretch * 4, this.#warmUp / 2, this.#frames.length);
    for (let stretch = 0, end = 0; stretch < STRETCHES; stretch++) {
      for (const [tenth, frames] of this.#frames.entries()) {
        end += frames;
        if (end > filled) return tenths;
        const at = tenth * 2 * STRETCHES + stretch * 2;
        tenths.push(((energies[at]! + energies[at + 1]!) / frames) * this.#gain);
      }
    }
    return tenths;
  }
}

/** Four phases for each tap: the gap at a quarter, a half and three quarters, and the sample before it. */
function interpolator(): Float32Array {
  const table = new Float32Array(4 * 2 * REACH);
  for (let tap = 0; tap < 2 * REACH; tap++) {
    for (let phase = 0; phase < 4; phase++) {
      const x = tap - (REACH - 1) - phase / 4;
      const sinc = x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
      table[tap * 4 + phase] = sinc * kaiser(x / REACH);
    }
  }
  return table;
}

const kaiser = (x: number): number => (Math.abs(x) > 1 ? 0 : bessel(KAISER * Math.sqrt(1 - x * x)) / bessel(KAISER));

/** The modified Bessel function of order 0. */
function bessel(x: number): number {
  let [sum, term] = [1, 1];
  for (let k = 1; term > sum * 1e-12; k++) {
    term *= (x / (2 * k)) ** 2;
    sum += term;
  }
  return sum;
}
