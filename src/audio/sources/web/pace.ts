import type { Clock } from '../../../domain/ports/clock.js';
import { publicForm } from './address.js';
import { WebFailure } from './failures.js';

/** What comes is looked at in stretches of this length. */
const STRETCH_MS = 60_000;
/** Bytes a second, a quarter of the poorest stream's: nobody waits for a mix that comes more slowly. */
const LEAST = 1000;
const LEAST_BYTES = (LEAST * STRETCH_MS) / 1000;

/** A body that comes in drops: a byte now and then keeps a connection from counting as silent, and would be waited for without end. */
export class TooSlow extends WebFailure {}

/** Ends a body that comes more slowly than anything that can be used. */
export class Pace {
  readonly #url: URL;
  readonly #clock: Clock;
  #since: number;
  #bytes = 0;

  constructor(url: URL, clock: Clock) {
    this.#url = url;
    this.#clock = clock;
    this.#since = clock.now();
  }

  /** To be told of every piece as it comes; true when a stretch has just been fast enough. Throws TooSlow. */
  took(bytes: number): boolean {
    this.#bytes += bytes;
    const passed = this.#clock.now() - this.#since;
    if (passed < STRETCH_MS) return false;
    const came = this.#bytes;
    this.#since += passed;
    this.#bytes = 0;
    if (came >= LEAST_BYTES) return true;
    throw new TooSlow(
      `"${publicForm(this.#url)}" comes too slowly to be waited for: ${came} bytes in the last ${Math.round(passed / 1000)} s, ` +
        `where ${LEAST} a second are the least. Try again later, or download it another way and name the file.`,
      { passing: true },
    );
  }
}
