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
 * Draws the mix as it is heard, 108 kB an hour: a thirtieth of the time that decoding takes. Two filters of the first order part
 * it into three bands; they needn't be steep to show where the bass goes.
 */
export class WaveformMeter implements Analyser {
  readonly #rate: number;
  readonly #lowShare: number;
  readonly #highShare: number;
  #low = 0;
  #high = 0;
  /** Samples so far, and at which of them the column ends: columns differ by one, so that they don't drift. */
  #at = 0;
  #end = 0;
  #sums: [number, number, number] = [0, 0, 0];
  readonly #levels: [number[], number[], number[]] = [[], [], []];

  constructor(rate: number) {
    this.#rate = rate;
    this.#lowShare = 1 - Math.exp((-2 * Math.PI * LOW) / rate);
    this.#highShare = 1 - Math.exp((-2 * Math.PI * HIGH) / rate);
    this.#begin();
  }

  hear(pcm: Int16Array): void {
    for (let from = 0; from < pcm.length; ) {
      const to = Math.min(pcm.length, from + this.#end - this.#at);
      this.#add(pcm, from, to);
      this.#at += to - from;
      from = to;
      if (this.#at === this.#end) this.#close();
    }
  }

  /** In variables of its own: this goes through every sample of the mix. */
  #add(pcm: Int16Array, from: number, to: number): void {
    const lowShare = this.#lowShare;
    const highShare = this.#highShare;
    const [lowKept, highKept] = [1 - lowShare, 1 - highShare];
    let lower = this.#low;
    let upper = this.#high;
    let [low, mid, high] = this.#sums;
    for (let i = from; i < to; i++) {
      const sample = pcm[i]!;
      // In this form the next sample waits for two operations instead of three.
      lower = lowKept * lower + lowShare * sample;
      upper = highKept * upper + highShare * sample;
      const middle = upper - lower;
      const rest = sample - upper;
      low += lower * lower;
      mid += middle * middle;
      high += rest * rest;
    }
    this.#low = lower;
    this.#high = upper;
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

  #begin(): void {
    const columns = this.#levels[0].length;
    this.#sums = [0, 0, 0];
    this.#end = Math.round(((columns + 1) * this.#rate) / PER_SECOND);
  }

  #close(): void {
    const samples = this.#end - Math.round((this.#levels[0].length * this.#rate) / PER_SECOND);
    for (const [band, sum] of this.#sums.entries()) this.#levels[band]!.push(levelOf(sum / samples));
    this.#begin();
  }
}

function levelOf(power: number): number {
  const decibels = 10 * Math.log10(power / FULL_SCALE ** 2 + 1e-12);
  return Math.round(255 * Math.min(1, Math.max(0, 1 + decibels / RANGE)));
}

/** Decibels of all three bands together, of full scale, on average over a stretch; null where nothing was heard. */
export function levelBetween({ perSecond, low, mid, high }: Waveform, from: number, to: number): number | null {
  const column = Math.round(from * perSecond);
  const first = Math.max(0, column);
  const end = Math.min(low.length, Math.max(column + 1, Math.round(to * perSecond)));
  if (first >= end) return null;
  let power = 0;
  for (let i = first; i < end; i++) power += powerOf(low[i]!) + powerOf(mid[i]!) + powerOf(high[i]!);
  return 10 * Math.log10(power / (end - first) + 1e-12);
}

/** Of full scale. */
const powerOf = (level: number): number => (level === 0 ? 0 : 10 ** ((RANGE * (level / 255 - 1)) / 10));
