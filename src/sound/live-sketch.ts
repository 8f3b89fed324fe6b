import type { Sound } from '../domain/ports/analyse.js';
import type { Span } from '../domain/span.js';
import { SoundSketch } from './sketch.js';

/** Seconds of one sketch: it takes 280 kB an hour, and a broadcast may go on for days. */
const PIECE = 2 * 3600;
/** Sketches that are kept. What older ones told stays known. */
const KEPT = 2;
/** A few for each boundary of some days. */
const MOST_ANSWERS = 10_000;
/** Seconds by which two parts may miss each other and still be one stretch. */
const JOINED = 0.05;

interface Piece extends Span {
  sketch: SoundSketch;
}

/**
 * What a broadcast sounds like, in pieces without a hole. The rows are put together anew every other second, and nearly all
 * questions are the same as before: each is answered once.
 */
export class LiveSketch implements Sound {
  readonly #rate: number;
  #pieces: Piece[] = [];
  readonly #answers = new Map<string, number | null>();

  constructor(rate: number) {
    this.#rate = rate;
  }

  hear(mixTime: number, pcm: Int16Array): void {
    let piece = this.#pieces.at(-1);
    if (!piece || Math.abs(piece.end - mixTime) > JOINED || mixTime - piece.start >= PIECE) {
      piece = { sketch: new SoundSketch(this.#rate, mixTime), start: mixTime, end: mixTime };
      this.#pieces = [...this.#pieces.slice(1 - KEPT), piece];
    }
    piece.sketch.hear(pcm);
    piece.end = mixTime + pcm.length / this.#rate;
  }

  takeover(between: Span, old: Span, next: Span, guess: number): number | null {
    const key = [between.start, between.end, old.start, old.end, next.start, next.end, guess]
      .map((time) => time.toFixed(1))
      .join(' ');
    const known = this.#answers.get(key);
    if (known !== undefined) return known;
    const piece = this.#pieces.find(({ start, end }) => start <= between.start && between.end <= end);
    const answer = piece ? piece.sketch.takeover(between, old, next, guess) : null;
    this.#answers.set(key, answer);
    if (this.#answers.size > MOST_ANSWERS) this.#answers.delete(this.#answers.keys().next().value!);
    return answer;
  }
}
