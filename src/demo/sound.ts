/** Samples a second of everything that the demo makes: enough for cymbals, and files a third smaller than a CD's. */
export const RATE = 32_000;

/** A stretch of sound, one channel, full scale at ±1. */
export type Sound = Float32Array;

export function silence(seconds: number): Sound {
  return new Float32Array(Math.max(1, Math.round(seconds * RATE)));
}

export function hertz(midi: number): number {
  return 440 * 2 ** ((midi - 69) / 12);
}

/** Factor a sample by which something falls to a thousandth (-60 dB) in this many seconds. */
export function decay(seconds: number): number {
  return Math.exp(-6.9 / Math.max(1, seconds * RATE));
}

/**
 * A state-variable filter in the trapezoidal form (Simper's): stable while its cutoff moves. After each `run`, `low`,
 * `band` and `high` are its outputs.
 */
export class Filter {
  low = 0;
  band = 0;
  high = 0;
  #a1 = 0;
  #a2 = 0;
  #a3 = 0;
  #k = 1;
  #state1 = 0;
  #state2 = 0;

  tune(cutoff: number, resonance = 0): void {
    const g = Math.tan((Math.PI * Math.min(cutoff, RATE * 0.45)) / RATE);
    this.#k = 2 - 1.9 * resonance;
    this.#a1 = 1 / (1 + g * (g + this.#k));
    this.#a2 = g * this.#a1;
    this.#a3 = g * this.#a2;
  }

  run(input: number): void {
    const v3 = input - this.#state2;
    const v1 = this.#a1 * this.#state1 + this.#a2 * v3;
    const v2 = this.#state2 + this.#a2 * this.#state1 + this.#a3 * v3;
    this.#state1 = 2 * v1 - this.#state1;
    this.#state2 = 2 * v2 - this.#state2;
    this.low = v2;
    this.band = v1;
    this.high = input - this.#k * v1 - v2;
  }
}

/** Takes the edge off a saw's or square's jump (polyBLEP), so that it doesn't alias. `phase` and `step` in cycles. */
export function blep(phase: number, step: number): number {
  if (phase < step) {
    const t = phase / step;
    return t + t - t * t - 1;
  }
  if (phase > 1 - step) {
    const t = (phase - 1) / step;
    return t * t + t + t + 1;
  }
  return 0;
}
