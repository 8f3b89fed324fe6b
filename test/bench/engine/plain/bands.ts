import {
  BANDS,
  BANDS_PER_OCTAVE,
  ENGINE_RATE,
  FLOOR_LEVEL,
  LOWEST_HZ,
  WINDOW,
} from '../../../../src/fingerprint/constants.js';

const BIN_HZ = ENGINE_RATE / WINDOW;
/** From here on a band is wider than a bin. */
const WIDE_HZ = BIN_HZ / (2 ** (1 / BANDS_PER_OCTAVE) - 1);

/** Bins of the power spectrum that are needed. */
export const FIRST_BIN = Math.floor(LOWEST_HZ / BIN_HZ) - 1;
export const LAST_BIN = Math.ceil((LOWEST_HZ * 2 ** (BANDS / BANDS_PER_OCTAVE)) / BIN_HZ) + 2;

/**
 * Log-frequency levels (log2 of power) from a power spectrum. Where bands are narrower than bins the levels of four bins
 * are interpolated by a cubic, which keeps a tone's peak where it is; wider bands sum the power of their bins, those at
 * the edges in part.
 */
export class Bands {
  readonly #narrow: number;
  readonly #narrowEnd: number;
  readonly #start: Uint16Array;
  readonly #cubic: Float32Array;
  readonly #wideEnd: Uint16Array;
  readonly #edge: Float32Array;
  readonly #levels = new Float32Array(LAST_BIN + 1);
  readonly #levelBits = new Int32Array(this.#levels.buffer);
  readonly #row = new Float32Array(BANDS);
  readonly #rowBits = new Int32Array(this.#row.buffer);

  constructor() {
    let narrow = 0;
    this.#start = new Uint16Array(BANDS);
    this.#wideEnd = new Uint16Array(BANDS);
    this.#cubic = new Float32Array(BANDS * 4);
    this.#edge = new Float32Array(BANDS * 2);
    for (let b = 0; b < BANDS; b++) {
      const hz = LOWEST_HZ * 2 ** (b / BANDS_PER_OCTAVE);
      if (hz < WIDE_HZ) {
        const at = hz / BIN_HZ;
        const k = Math.floor(at);
        const t = at - k;
        this.#start[b] = k - 1;
        // Catmull-Rom.
        this.#cubic[b * 4] = 0.5 * (-t + 2 * t * t - t ** 3);
        this.#cubic[b * 4 + 1] = 0.5 * (2 - 5 * t * t + 3 * t ** 3);
        this.#cubic[b * 4 + 2] = 0.5 * (t + 4 * t * t - 3 * t ** 3);
        this.#cubic[b * 4 + 3] = 0.5 * (-t * t + t ** 3);
        narrow = b + 1;
      } else {
        // Bin k covers k - .5 to k + .5.
        const low = (LOWEST_HZ * 2 ** ((b - 0.5) / BANDS_PER_OCTAVE)) / BIN_HZ + 0.5;
        const high = (LOWEST_HZ * 2 ** ((b + 0.5) / BANDS_PER_OCTAVE)) / BIN_HZ + 0.5;
        const first = Math.floor(low);
        const last = Math.floor(high);
        this.#start[b] = first;
        this.#wideEnd[b] = last;
        this.#edge[b * 2] = first === last ? high - low : first + 1 - low;
        this.#edge[b * 2 + 1] = first === last ? 0 : high - last;
      }
    }
    this.#narrow = narrow;
    this.#narrowEnd = this.#start[narrow - 1]! + 4;
  }

  /** BANDS levels, in an array that the next call overwrites. */
  levels(power: Float32Array): Float32Array {
    const out = this.#row;
    const floor = 2 ** FLOOR_LEVEL;
    const start = this.#start;
    const cubic = this.#cubic;
    const bins = this.#levels;
    const narrow = this.#narrow;
    for (let k = FIRST_BIN; k < this.#narrowEnd; k++) bins[k] = power[k]! + floor;
    log2All(bins, this.#levelBits, FIRST_BIN, this.#narrowEnd);
    for (let b = 0, c = 0; b < narrow; b++, c += 4) {
      const k = start[b]!;
      out[b] =
        bins[k]! * cubic[c]! +
        bins[k + 1]! * cubic[c + 1]! +
        bins[k + 2]! * cubic[c + 2]! +
        bins[k + 3]! * cubic[c + 3]!;
    }
    const end = this.#wideEnd;
    const edge = this.#edge;
    for (let b = narrow; b < BANDS; b++) {
      const first = start[b]!;
      const last = end[b]!;
      let sum = floor + power[first]! * edge[b * 2]! + power[last]! * edge[b * 2 + 1]!;
      for (let k = first + 1; k < last; k++) sum += power[k]!;
      out[b] = sum;
    }
    log2All(out, this.#rowBits, narrow, BANDS);
    return out;
  }
}

/**
 * log2 in place (`bitsOf` is a view of the same bytes), from the exponent bits and a cubic for the mantissa that meets the ends: within .0011, a hundredth of the
 * smallest difference that a peak's parabola sees.
 */
function log2All(values: Float32Array, bitsOf: Int32Array, from: number, to: number): void {
  for (let i = from; i < to; i++) {
    const bits = bitsOf[i]!;
    const m = (bits & 0x7fffff) * 1.1920929e-7;
    values[i] = (bits >> 23) - 127 + m * (1.4235 + m * (-0.5863 + m * 0.1628));
  }
}
