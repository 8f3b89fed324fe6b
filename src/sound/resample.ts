/** Zero crossings of the sinc to each side: images and aliases end up 60 dB below, which no identifier hears. */
const CROSSINGS = 16;
/** The share of the narrower band that is kept whole. */
const PASSED = 0.92;

/**
 * `linear`: straight lines between the values, from any rate to any other and at next to no cost. It dulls the highest notes
 * and lets through what the new rate can't hold, which a service that names a sample doesn't mind.
 * `sinc`: as `Resampler` does it, between whole rates.
 */
export type Quality = 'linear' | 'sinc';

/** A whole sound at another rate. Only how the two rates relate matters. */
export function resample(pcm: Int16Array, from: number, to: number, quality: Quality): Int16Array {
  if (quality === 'sinc') return new Resampler(from, to).push(pcm);
  const ratio = to / from;
  const length = Math.max(0, Math.floor((pcm.length - 1) * ratio));
  return Int16Array.from({ length }, (_, i) => {
    const at = i / ratio;
    const left = Math.floor(at);
    return Math.round(pcm[left]! + (pcm[left + 1]! - pcm[left]!) * (at - left));
  });
}

/**
 * Brings a stream of samples to another rate, by sinc interpolation under a Blackman window (Crochiere & Rabiner, 1983).
 * A live stream is decoded once, and those who listen to it want different rates.
 */
export class Resampler {
  readonly #from: number;
  readonly #to: number;
  readonly #half: number;
  /** For each place between two samples that occurs, the weights of the samples around it. */
  readonly #weights: Float32Array[];
  readonly #step: number;
  /** The last samples that are still needed, and the new ones after them. */
  #held: Float32Array;
  #heldLength: number;
  /** Where in `held` the next output lies: a whole sample, and parts of `#to` after it. */
  #at: number;
  #part = 0;

  constructor(from: number, to: number) {
    const common = gcd(from, to);
    this.#from = from / common;
    this.#to = to / common;
    const band = Math.min(1, to / from);
    this.#half = Math.ceil(CROSSINGS / band);
    this.#weights = Array.from({ length: this.#to }, (_, i) => weightsAt(i / this.#to, this.#half, band * PASSED));
    this.#step = Math.floor(this.#from / this.#to);
    // Silence before the first sample, so that the first output is of its very moment.
    this.#held = new Float32Array(4096);
    this.#heldLength = this.#half - 1;
    this.#at = this.#half - 1;
  }

  push(pcm: Int16Array): Int16Array {
    if (this.#from === this.#to) return pcm;
    this.#hold(pcm);
    const half = this.#half;
    const out = new Int16Array(Math.ceil((pcm.length * this.#to) / this.#from) + 2);
    let count = 0;
    const rest = this.#from % this.#to;
    while (this.#at + half < this.#heldLength) {
      const weights = this.#weights[this.#part]!;
      const first = this.#at - half + 1;
      let sum = 0;
      for (let i = 0; i < weights.length; i++) sum += weights[i]! * this.#held[first + i]!;
      out[count++] = Math.max(-32768, Math.min(32767, Math.round(sum)));
      this.#at += this.#step;
      this.#part += rest;
      if (this.#part >= this.#to) {
        this.#part -= this.#to;
        this.#at++;
      }
    }
    this.#forget();
    return out.subarray(0, count);
  }

  #hold(pcm: Int16Array): void {
    const length = this.#heldLength + pcm.length;
    if (length > this.#held.length) {
      const larger = new Float32Array(2 * length);
      larger.set(this.#held.subarray(0, this.#heldLength));
      this.#held = larger;
    }
    for (let i = 0; i < pcm.length; i++) this.#held[this.#heldLength + i] = pcm[i]!;
    this.#heldLength = length;
  }

  #forget(): void {
    const done = Math.min(this.#heldLength, Math.max(0, this.#at - this.#half + 1));
    this.#held.copyWithin(0, done, this.#heldLength);
    this.#heldLength -= done;
    this.#at -= done;
  }
}

/** For an output that lies `part` of a sample after the `half`th of its neighbours. They sum to 1, so that levels stay. */
function weightsAt(part: number, half: number, band: number): Float32Array {
  const weights = new Float32Array(2 * half);
  let sum = 0;
  for (let i = 0; i < weights.length; i++) {
    const distance = i - (half - 1) - part;
    const x = Math.PI * distance * band;
    const sinc = distance === 0 ? 1 : Math.sin(x) / x;
    const phase = Math.PI * (1 + distance / half);
    const window = 0.42 - 0.5 * Math.cos(phase) + 0.08 * Math.cos(2 * phase);
    weights[i] = sinc * window;
    sum += sinc * window;
  }
  return weights.map((weight) => weight / sum);
}

function gcd(a: number, b: number): number {
  return b === 0 ? a : gcd(b, a % b);
}
