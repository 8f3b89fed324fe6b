import type { Waveform } from '../domain/mix-sound.js';
import type { Analyser } from '../domain/ports/analyse.js';

/** Finer than a pixel of a two-hour mix on any screen, and fine enough to see bars when it is drawn larger. */
const PER_SECOND = 10;
/** Hertz: kick drums and basses lie below the first, cymbals above the second. */
const LOW = 200;
const HIGH = 2000;
/** Decibels below full scale that are drawn as nothing. */
const RANGE = 60;
const FULL_SCALE = 32767;

/**
 * Draws the mix as it is heard, 108 kB an hour: a hundredth of the time that decoding takes. Two filters of the first order part
 * it into three bands; they needn't be steep to show where the bass goes.
 */
export class WaveformMeter implements Analyser {
  readonly #column: number;
  readonly #lowShare: number;
  readonly #highShare: number;
  #low = 0;
  #high = 0;
  #inColumn = 0;
  #sums: [number, number, number] = [0, 0, 0];
  readonly #levels: [number[], number[], number[]] = [[], [], []];

  constructor(rate: number) {
    this.#column = rate / PER_SECOND;
    this.#lowShare = 1 - Math.exp((-2 * Math.PI * LOW) / rate);
    this.#highShare = 1 - Math.exp((-2 * Math.PI * HIGH) / rate);
  }

  hear(pcm: Int16Array): void {
    let [low, mid, high] = this.#sums;
    for (const sample of pcm) {
      this.#low += this.#lowShare * (sample - this.#low);
      this.#high += this.#highShare * (sample - this.#high);
      const middle = this.#high - this.#low;
      const rest = sample - this.#high;
      low += this.#low * this.#low;
      mid += middle * middle;
      high += rest * rest;
      // Columns of a broken number of samples differ by one, so that they don't drift.
      if (++this.#inColumn < this.#column) continue;
      this.#close([low, mid, high]);
      this.#inColumn -= this.#column;
      low = mid = high = 0;
    }
    this.#sums = [low, mid, high];
  }

  waveform(): Waveform {
    const [low, mid, high] = this.#levels.map((levels) => Uint8Array.from(levels)) as [
      Uint8Array,
      Uint8Array,
      Uint8Array,
    ];
    return { perSecond: PER_SECOND, low, mid, high };
  }

  #close(sums: readonly number[]): void {
    for (const [band, sum] of sums.entries()) this.#levels[band]!.push(levelOf(sum / this.#column));
  }
}

function levelOf(power: number): number {
  const decibels = 10 * Math.log10(power / FULL_SCALE ** 2 + 1e-12);
  return Math.round(255 * Math.min(1, Math.max(0, 1 + decibels / RANGE)));
}
