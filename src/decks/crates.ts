import { createHash } from 'node:crypto';
import { shortName } from '../domain/bounded.js';

/** What is past it isn't kept in memory. */
const MOST_NAMED = 500_000;
/** Nobody has one track in more of them; a file that says so would grow with its square. */
const MOST_TOGETHER = 64;
/** Nobody has made more. */
const MOST_CRATES = 20_000;
/** Of an entry with none before it. */
const NONE = -1;

/**
 * In which crates each track is. A track has the number of its last entry, and each entry has its crate and the one before it of the
 * same track: half a million of them take a tenth of what as many lists do.
 */
export class Crates {
  #isFull = false;
  readonly #names: string[] = [];
  readonly #numbers = new Map<string, number>();
  readonly #last = new Map<string | number, number>();
  readonly #crateOf: number[] = [];
  readonly #before: number[] = [];

  /** Whether there was more than is kept. */
  get isFull(): boolean {
    return this.#isFull;
  }

  get isEmpty(): boolean {
    return this.#last.size === 0;
  }

  /** A track is named by whatever its program names it by. */
  add(track: string | number, crate: string): void {
    const number = this.#numberOf(shortName(crate));
    if (number === null || this.#crateOf.length >= MOST_NAMED) {
      this.#isFull = true;
      return;
    }
    const key = keyOf(track);
    const last = this.#last.get(key) ?? NONE;
    const known = [...this.#from(last)];
    if (known.length >= MOST_TOGETHER || known.includes(number)) return;
    this.#last.set(key, this.#crateOf.length);
    this.#crateOf.push(number);
    this.#before.push(last);
  }

  /** In the order in which they were told. */
  of(track: string | number): string[] | undefined {
    const last = this.#last.get(keyOf(track));
    return last === undefined ? undefined : [...this.#from(last)].map((number) => this.#names[number]!).reverse();
  }

  *#from(last: number): Generator<number> {
    for (let entry = last; entry !== NONE; entry = this.#before[entry]!) yield this.#crateOf[entry]!;
  }

  #numberOf(crate: string): number | null {
    const known = this.#numbers.get(crate);
    if (known !== undefined) return known;
    if (this.#names.length >= MOST_CRATES) return null;
    this.#numbers.set(crate, this.#names.length);
    return this.#names.push(crate) - 1;
  }
}

/** Paths are long, and half a million of them would be most of what is kept: twelve letters tell them apart. */
const keyOf = (track: string | number): string | number =>
  typeof track === 'number' ? track : createHash('sha1').update(track).digest('base64').slice(0, 12);
