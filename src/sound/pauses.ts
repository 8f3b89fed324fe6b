import type { Analyser } from '../domain/ports/analyse.js';
import type { Span } from '../domain/span.js';

/** Seconds of a frame: short enough to place a cut by. */
const FRAME = 0.05;
/** What a pause is quieter than: so many decibels under the loud parts. A worn record's own noise lies some 45 below them. */
const UNDER = 30;
/** Which part of all frames is louder than the rest of the music: a quarter. */
const LOUD = 0.75;
const FULL_SCALE = 32767;

export interface PauseOptions {
  /** Seconds of silence that part two tracks. */
  shortest: number;
  /** Seconds that a track has at least. */
  shortestTrack: number;
}

/** Listens for the pauses between the tracks of a record or a tape, of which nothing else is known. */
export class PauseFinder implements Analyser {
  readonly #frame: number;
  readonly #seconds: number;
  #energy = 0;
  #filled = 0;
  readonly #levels: number[] = [];

  constructor(rate: number) {
    this.#frame = Math.round(rate * FRAME);
    this.#seconds = this.#frame / rate;
  }

  hear(pcm: Int16Array): void {
    for (const sample of pcm) {
      this.#energy += sample * sample;
      if (++this.#filled < this.#frame) continue;
      this.#levels.push(10 * Math.log10(this.#energy / this.#frame / FULL_SCALE ** 2 + 1e-10));
      this.#energy = 0;
      this.#filled = 0;
    }
  }

  /** The tracks between the pauses: each begins a moment before its sound does, and has the pause after it. */
  tracks({ shortest, shortestTrack }: PauseOptions): Span[] {
    const end = this.#levels.length * this.#seconds;
    const quiet = [...this.#levels].sort((a, b) => a - b)[Math.floor(LOUD * this.#levels.length)] ?? 0;
    const starts = [0];
    for (const { end: sound } of this.#pauses(quiet - UNDER, shortest)) {
      const start = sound - LEAD;
      if (start - starts.at(-1)! >= shortestTrack && end - start >= shortestTrack) starts.push(start);
    }
    return starts.map((start, i) => ({ start, end: starts[i + 1] ?? end }));
  }

  #pauses(below: number, shortest: number): Span[] {
    const pauses: Span[] = [];
    let from: number | null = null;
    for (const [at, level] of [...this.#levels, 0].entries()) {
      if (level < below) from ??= at;
      else if (from !== null) {
        if ((at - from) * this.#seconds >= shortest)
          pauses.push({ start: from * this.#seconds, end: at * this.#seconds });
        from = null;
      }
    }
    return pauses;
  }
}

/** Seconds of the pause that go with the track after it. */
const LEAD = 0.25;
