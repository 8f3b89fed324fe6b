import { WasmModule } from '../../wasm/wasm-module.js';
import { BANDS_WASM } from '../kernel/bands-wasm.js';

/** As in kernel/bands.as.ts. */
export const HOP = 128;
export const BANDS = 8;
const AT_ONCE = 8;
/** Columns by which all bands come late. */
const LATE = 4;

/** Units of a level: so many for each doubling of power, so one is .38 dB. */
export const LEVEL_UNITS = 8;

/**
 * What the bands' levels are of a piece of sound, as far as it was heard. At 11,025 samples a second a column is 11.6 ms, and the bands
 * end at 86, 172, 345, 689, 1378, 2756, 4134 and 5512 Hz.
 */
export interface BandColumns {
  /** Columns a second. Column i tells of the sound from i / rate to (i + 1) / rate. */
  readonly rate: number;
  readonly count: number;
  /** BANDS bytes a column, the lowest band first; LEVEL_UNITS for each doubling of power, 0 where a band is silent, at most 240. */
  readonly levels: Uint8Array;
}

/** Sound in, in chunks of any size, columns out. */
export class Columns implements BandColumns {
  readonly rate: number;
  readonly #kernel = new Kernel();
  #filled = 0;
  /** With those in front that tell of the time before the sound. */
  #made = 0;
  #levels = new Uint8Array(BANDS * 4096);

  constructor(rate: number) {
    this.rate = rate / HOP;
  }

  get count(): number {
    return Math.max(0, this.#made - LATE);
  }

  /** A view; to be asked for anew when more was heard. */
  get levels(): Uint8Array {
    return this.#levels.subarray(BANDS * LATE, BANDS * (LATE + this.count));
  }

  hear(pcm: Int16Array): void {
    const { pcm: waiting, columns } = this.#kernel;
    for (let at = 0; at < pcm.length; ) {
      const take = Math.min(pcm.length - at, waiting.length - this.#filled);
      waiting.set(pcm.subarray(at, at + take), this.#filled);
      at += take;
      this.#filled += take;
      if (this.#filled < waiting.length) return;
      this.#filled = 0;
      this.#kernel.run();
      this.#keep(columns);
    }
  }

  #keep(columns: Uint8Array): void {
    const length = BANDS * this.#made;
    if (length + columns.length > this.#levels.length) {
      const larger = new Uint8Array(2 * this.#levels.length);
      larger.set(this.#levels);
      this.#levels = larger;
    }
    this.#levels.set(columns, length);
    this.#made += AT_ONCE;
  }
}

interface Exports {
  memory: WebAssembly.Memory;
  address(part: number): number;
  run(): void;
}

const compiled = new WasmModule(BANDS_WASM);

class Kernel {
  readonly pcm: Int16Array;
  readonly columns: Uint8Array;
  readonly run: () => void;

  constructor() {
    const kernel = compiled.instantiate<Exports>();
    const { buffer } = kernel.memory;
    this.pcm = new Int16Array(buffer, kernel.address(0), AT_ONCE * HOP);
    this.columns = new Uint8Array(buffer, kernel.address(1), AT_ONCE * BANDS);
    this.run = kernel.run;
  }
}
