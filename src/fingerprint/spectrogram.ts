import { hann, places, twiddles } from '../wasm/transform.js';
import { WasmModule } from '../wasm/wasm-module.js';
import { bandTables, FIRST_BIN, LAST_BIN } from './bands.js';
import { BANDS, FLOOR_LEVEL, HOP, ROWS_AT_ONCE, WINDOW } from './constants.js';
import { SPECTROGRAM_WASM } from './kernel/spectrogram-wasm.js';

/** Samples that the kernel makes its rows of. */
const STRETCH = (ROWS_AT_ONCE - 1) * HOP + WINDOW;

/** Sound in, rows of BANDS levels (log2 of power) out, one every HOP samples. Row t is centred on sample t × HOP + WINDOW / 2. */
export class Spectrogram {
  readonly #emit: (rows: Float32Array, count: number) => void;
  readonly #kernel = new Kernel();
  /** Samples that wait, and how many of them are in a row already. */
  #filled = 0;
  #shown = 0;
  samples = 0;

  /** `emit` gets rows one after another, of which the first `count` count, and must not keep them. */
  constructor(emit: (rows: Float32Array, count: number) => void) {
    this.#emit = emit;
  }

  push(pcm: Int16Array): void {
    const { pcm: waiting } = this.#kernel;
    this.samples += pcm.length;
    for (let at = 0; at < pcm.length; ) {
      const take = Math.min(pcm.length - at, STRETCH - this.#filled);
      waiting.set(pcm.subarray(at, at + take), this.#filled);
      this.#filled += take;
      at += take;
      if (this.#filled === STRETCH) this.#run(ROWS_AT_ONCE);
    }
  }

  /** The rest, with silence behind it. */
  finish(): void {
    if (this.#filled === this.#shown) return;
    const rows = Math.ceil(Math.max(0, this.#filled - WINDOW) / HOP) + 1;
    this.#kernel.pcm.fill(0, this.#filled, STRETCH);
    this.#run(rows);
  }

  #run(count: number): void {
    const { pcm, rows } = this.#kernel;
    this.#kernel.run();
    this.#emit(rows, count);
    pcm.copyWithin(0, ROWS_AT_ONCE * HOP, STRETCH);
    this.#filled = STRETCH - ROWS_AT_ONCE * HOP;
    this.#shown = this.#filled;
  }
}

interface Exports {
  memory: WebAssembly.Memory;
  address(part: number): number;
  run(from: number, to: number, narrow: number, narrowEnd: number, floor: number): void;
}

const compiled = new WasmModule(SPECTROGRAM_WASM);

/** An instance of kernel/spectrogram.as.ts with its tables filled. */
class Kernel {
  /** STRETCH samples. */
  readonly pcm: Int16Array;
  /** ROWS_AT_ONCE rows of BANDS. */
  readonly rows: Float32Array;
  readonly run: () => void;

  constructor() {
    const kernel = compiled.instantiate<Exports>();
    const { buffer } = kernel.memory;
    this.pcm = new Int16Array(buffer, kernel.address(0), STRETCH);
    this.rows = new Float32Array(buffer, kernel.address(1), ROWS_AT_ONCE * BANDS);
    const floats = (part: number, values: Float32Array): void =>
      new Float32Array(buffer, kernel.address(part), values.length).set(values);
    const integers = (part: number, values: Uint32Array): void =>
      new Uint32Array(buffer, kernel.address(part), values.length).set(values);
    floats(2, hann(WINDOW));
    floats(3, twiddles(WINDOW));
    integers(4, places(WINDOW));
    const bands = bandTables();
    // The kernel counts bytes of vectors.
    integers(
      5,
      bands.start.map((bin) => bin * 16),
    );
    integers(
      6,
      bands.end.map((bin) => bin * 16),
    );
    floats(7, bands.weights);
    this.run = () => kernel.run(FIRST_BIN, LAST_BIN + 1, bands.narrow, bands.narrowEnd, 2 ** FLOOR_LEVEL);
  }
}
