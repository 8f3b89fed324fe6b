import type { Emit } from '../domain/events.js';
import { oneLine } from '../domain/text.js';

/** So many are said, the others are counted: one torn block of a disk damages thousands of places. */
const SAID = 3;
const LONGEST = 200;

/** Places of one file that can't be read: a warning for the first ones, and one more for all the others. */
export class Damage {
  readonly #path: string;
  readonly #emit: Emit;
  #count = 0;
  #last = 0;
  #what = '';
  #places = 0;

  constructor(path: string, emit: Emit) {
    this.#path = path;
    this.#emit = emit;
  }

  /** More than the places, where one is damaged throughout. */
  get count(): number {
    return this.#count;
  }

  /** `what` is wrong in this line, as half a sentence. */
  at(line: number, what: string): void {
    this.#count++;
    // A row of letters that are none, or of words without a meaning, is one place.
    if (line === this.#last && what === this.#what) return;
    this.#last = line;
    this.#what = what;
    if (++this.#places > SAID) return;
    const short = oneLine(what.slice(0, LONGEST));
    this.#warn(`"${this.#path}" is damaged in line ${line}: ${short}. The rest of it is used.`);
  }

  /** From this line on nothing is read. */
  stopped(line: number, what: string): void {
    this.#warn(`"${this.#path}" can be read up to line ${line} only: ${what}. What stands before that is used.`);
  }

  /** After the last line. */
  end(): void {
    const more = this.#places - SAID;
    if (more <= 0) return;
    this.#warn(
      `"${this.#path}" is damaged in ${more} more ${more === 1 ? 'place' : 'places'}, the last one in line ${this.#last}.`,
    );
  }

  #warn(message: string): void {
    this.#emit({ type: 'warning', message });
  }
}
