import { Spectra } from './spectra.js';

/** Levels are kept in steps of a fifth of log2 of power (.6 dB), from what rounding to 16 bits makes upwards; tones in quarters. */
const LOWEST_LEVEL = 9;
const LEVEL_STEPS = 5;
const TONE_STEPS = 4;
/** Columns that there is room for at first. */
const ROOM = 64;

/** What is kept of a sound: 100 bytes a column and 3.6 columns a second, as numbers from 0 to 255. */
export interface ToneColumns {
  count: number;
  /** From one column to the next. The middle of column i lies at `middle` + i × `seconds`. */
  seconds: number;
  middle: number;
  /** Bands, from 40 Hz to half the rate, all as wide in octaves; LEVEL_STEPS a doubling of power. */
  bands: number;
  levels: Uint8Array;
  /** Parts of an octave from C upwards. */
  parts: number;
  /** Two rows of `parts` a column: what stands out in the bass, and above 210 Hz. */
  tones: Uint8Array;
}

/** Sound in, in chunks of any size; columns out, at any time. */
export class ToneSpectra {
  readonly #rate: number;
  readonly #spectra: Spectra;
  #filled = 0;
  #count = 0;
  #levels: Uint8Array;
  #tones: Uint8Array;

  constructor(rate: number) {
    this.#rate = rate;
    this.#spectra = new Spectra(rate);
    this.#levels = new Uint8Array(ROOM * this.#spectra.bands);
    this.#tones = new Uint8Array(ROOM * 2 * this.#spectra.parts);
  }

  hear(pcm: Int16Array): void {
    const { pcm: waiting, frames, hop } = this.#spectra;
    for (let at = 0; at < pcm.length; ) {
      const take = Math.min(pcm.length - at, waiting.length - this.#filled);
      waiting.set(pcm.subarray(at, at + take), this.#filled);
      this.#filled += take;
      at += take;
      if (this.#filled < waiting.length) continue;
      this.#keep(frames);
      this.#count += frames;
      waiting.copyWithin(0, frames * hop, waiting.length);
      this.#filled -= frames * hop;
    }
  }

  columns(): ToneColumns {
    const { pcm: waiting, frames, hop, bands, parts } = this.#spectra;
    // Whole frames that wait are looked at as well, and go on waiting.
    const size = waiting.length - (frames - 1) * hop;
    const whole = Math.max(0, Math.floor((this.#filled - size) / hop) + 1);
    if (whole > 0) {
      waiting.fill(0, this.#filled);
      this.#keep(whole);
    }
    const count = this.#count + whole;
    return {
      count,
      seconds: hop / this.#rate,
      middle: size / 2 / this.#rate,
      bands,
      levels: this.#levels.subarray(0, count * bands),
      parts,
      tones: this.#tones.subarray(0, count * 2 * parts),
    };
  }

  /** So many columns of the kernel's, after those that are kept already. */
  #keep(columns: number): void {
    const { bands, parts, levels, tones } = this.#spectra;
    this.#spectra.run();
    const needed = this.#count + columns;
    this.#levels = grown(this.#levels, needed * bands);
    this.#tones = grown(this.#tones, needed * 2 * parts);
    // An array of bytes would keep what is above 255 in its low bits only.
    for (let i = 0, to = this.#count * bands; i < columns * bands; i++, to++) {
      this.#levels[to] = Math.min(255, (levels[i]! - LOWEST_LEVEL) * LEVEL_STEPS + 0.5);
    }
    for (let i = 0, to = this.#count * 2 * parts; i < columns * 2 * parts; i++, to++) {
      this.#tones[to] = Math.min(255, tones[i]! * TONE_STEPS + 0.5);
    }
  }
}

function grown(bytes: Uint8Array, needed: number): Uint8Array {
  if (bytes.length >= needed) return bytes;
  const more = new Uint8Array(Math.max(needed, bytes.length * 2));
  more.set(bytes);
  return more;
}
