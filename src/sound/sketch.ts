import type { Analyser, Sound } from '../domain/ports/analyse.js';
import type { Span } from '../domain/span.js';
import { BANDS, FRAME, Semitones } from './semitones.js';

/** How far from the boundary a track's sound is learned, in seconds. */
const NEAR = 120;
/** Seconds of a track that a second is compared with: those that are most like it, since tracks repeat themselves. */
const LIKEST = 5;
/** One second says no more than this for either side, however clear it is: a break is no change of tracks. */
const LOUDEST_VOTE = 1.5;
/** What ten seconds away from the guess must be outweighed by, in votes of a second each. */
const FAITH_PER_10_S = 5;
/** Two tracks more alike than this can't be told apart by their sound. */
const SAME = 0.02;
/** A stretch that is less like a track than its own seconds are, by so many standard deviations, is another track. */
const STRANGE = 2;
/** Seconds on each side of a change that are compared: with fewer, breaks within tracks count as often as new tracks. */
const LASTING = 45;
/** Fewer seconds of a track don't show what it is like. */
const ENOUGH = 8;

/**
 * What the mix sounds like, second by second: the notes that sound, whatever their loudness. 280 kB for an hour; a twentieth of
 * the time that decoding takes.
 */
export class SoundSketch implements Analyser, Sound {
  readonly #rate: number;
  readonly #start: number;
  readonly #semitones: Semitones;
  readonly #second: Int16Array;
  #filled = 0;
  readonly #power = new Float64Array(BANDS);
  readonly #seconds: Uint8Array[] = [];

  constructor(rate: number, start = 0) {
    this.#rate = rate;
    this.#start = start;
    this.#semitones = new Semitones(rate);
    this.#second = new Int16Array(rate);
  }

  hear(pcm: Int16Array): void {
    for (let at = 0; at < pcm.length; ) {
      const part = pcm.subarray(at, at + this.#rate - this.#filled);
      this.#second.set(part, this.#filled);
      this.#filled += part.length;
      at += part.length;
      if (this.#filled === this.#rate) this.#closeSecond();
    }
  }

  #closeSecond(): void {
    this.#power.fill(0);
    this.#semitones.add(this.#second, 0, this.#rate - FRAME, this.#power);
    const most = Math.sqrt(Math.max(1, ...this.#power));
    this.#seconds.push(Uint8Array.from(this.#power, (p) => Math.round((255 * Math.sqrt(p)) / most)));
    this.#filled = 0;
  }

  takeover(between: Span, old: Span, next: Span, guess: number): number | null {
    const oldSide = this.#part({ start: Math.max(old.start, old.end - NEAR), end: old.end });
    const nextSide = this.#part({ start: next.start, end: Math.min(next.end, next.start + NEAR) });
    if (oldSide.length < ENOUGH || nextSide.length < ENOUGH) return null;
    const lean = (second: Float32Array): number => likeness(second, nextSide) - likeness(second, oldSide);
    // Where each track plays alone shows what the leaning of the seconds between them means.
    const oldLean = mean(oldSide.map((second) => likeness(second, nextSide) - likeness(second, oldSide, true)));
    const nextLean = mean(nextSide.map((second) => likeness(second, nextSide, true) - likeness(second, oldSide)));
    const half = (nextLean - oldLean) / 2;
    if (half < SAME) return null;
    const middle = (nextLean + oldLean) / 2;

    const votes = this.#part(between).map((second) => {
      const vote = (lean(second) - middle) / half;
      return Math.max(-LOUDEST_VOTE, Math.min(LOUDEST_VOTE, vote));
    });
    // The boundary with the most votes for the old track before it and for the new one after it.
    let balance = votes.reduce((sum, vote) => sum + vote, 0);
    let best = { time: guess, score: Number.NEGATIVE_INFINITY };
    for (let i = 0; i <= votes.length; i++) {
      const time = Math.min(between.end, Math.floor(between.start - this.#start) + this.#start + i);
      const score = balance - (FAITH_PER_10_S * Math.abs(time - guess)) / 10;
      if (score > best.score) best = { time, score };
      balance -= 2 * (votes[i] ?? 0);
    }
    return Math.max(between.start, best.time);
  }

  isStrange(stretch: Span, side: Span): boolean | null {
    const known = this.#part({ start: Math.max(side.start, side.end - NEAR), end: side.end });
    const seconds = this.#part(stretch);
    if (known.length < ENOUGH || seconds.length < ENOUGH) return null;
    const own = known.map((second) => likeness(second, known, true));
    const usual = mean(own);
    const spread = Math.sqrt(mean(own.map((v) => (v - usual) ** 2)));
    return mean(seconds.map((second) => likeness(second, known))) < usual - STRANGE * Math.max(spread, SAME);
  }

  /**
   * Where the three quarters of a minute before and after differ most, and more than they usually do in this mix. On real
   * music that finds seven takeovers in eight, and three breaks within tracks for each four tracks.
   */
  changes(): number[] {
    const seconds = this.#part({ start: this.#start, end: this.#start + this.#seconds.length });
    const before = new Float64Array(BANDS);
    const after = new Float64Array(BANDS);
    const move = (sum: Float64Array, second: Float32Array | undefined, sign: number): void => {
      for (let band = 0; second && band < BANDS; band++) sum[band]! += sign * second[band]!;
    };
    const differences: number[] = [];
    for (let i = -LASTING; i + LASTING <= seconds.length; i++) {
      if (i >= LASTING) differences.push(1 - alike(before, after));
      move(before, seconds[i], 1);
      move(before, seconds[i - LASTING], -1);
      move(after, seconds[i + LASTING], 1);
      move(after, seconds[i], -1);
    }
    const usual = [...differences].sort((a, b) => a - b)[differences.length >> 1] ?? 0;
    return differences.flatMap((difference, i) => {
      const around = differences.slice(Math.max(0, i - LASTING), i + LASTING + 1);
      const isOne = difference > Math.max(SAME, usual) && around.every((other) => other <= difference);
      return isOne ? [this.#start + LASTING + i] : [];
    });
  }

  /** The seconds that lie in a stretch, each of length 1 as a vector. */
  #part({ start, end }: Span): Float32Array[] {
    const from = Math.max(0, Math.floor(start - this.#start));
    const seconds = this.#seconds.slice(from, Math.max(from, Math.ceil(end - this.#start)));
    return seconds.map((second) => {
      const length = Math.sqrt(second.reduce((sum, v) => sum + v * v, 0)) || 1;
      return Float32Array.from(second, (v) => v / length);
    });
  }
}

/** How like the likest ones it is, from 0 to 1. One of them itself isn't counted. */
function likeness(second: Float32Array, side: readonly Float32Array[], own = false): number {
  const best = new Float64Array(LIKEST);
  for (const other of side) {
    if (own && other === second) continue;
    let product = 0;
    for (let band = 0; band < BANDS; band++) product += second[band]! * other[band]!;
    if (product <= best[0]!) continue;
    // Kept ascending: the weakest goes.
    let place = 0;
    while (place + 1 < LIKEST && best[place + 1]! < product) {
      best[place] = best[place + 1]!;
      place++;
    }
    best[place] = product;
  }
  return best.reduce((sum, v) => sum + v, 0) / Math.min(LIKEST, Math.max(1, side.length - Number(own)));
}

function alike(a: Float64Array, b: Float64Array): number {
  let [product, lengthA, lengthB] = [0, 0, 0];
  for (let band = 0; band < BANDS; band++) {
    product += a[band]! * b[band]!;
    lengthA += a[band]! ** 2;
    lengthB += b[band]! ** 2;
  }
  return product / (Math.sqrt(lengthA * lengthB) || 1);
}

const mean = (values: readonly number[]): number => values.reduce((sum, v) => sum + v, 0) / values.length;
