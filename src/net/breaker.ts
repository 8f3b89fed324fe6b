import type { Clock } from '../domain/ports/clock.js';
import { timeOfDay } from './clock.js';
import { LeftAloneError } from './failures.js';

export interface BreakerOptions {
  /** Failed calls in a row until the service is left alone. */
  failures: number;
  /** How long it's left alone; then one call tries it. */
  restMs: number;
}

export const DEFAULT_BREAKER: BreakerOptions = { failures: 5, restMs: 60_000 };

/** Leaves a service alone that fails again and again, so that a run doesn't wait for it two hundred times. */
export class Breaker {
  #failed = 0;
  #restUntil = 0;
  #trying = false;
  #last = '';
  readonly #title: string;
  readonly #options: BreakerOptions;
  readonly #clock: Clock;

  constructor(title: string, options: BreakerOptions, clock: Clock) {
    this.#title = title;
    this.#options = options;
    this.#clock = clock;
  }

  /** Why it may not be asked now, or null. */
  resting(): LeftAloneError | null {
    if (this.#failed < this.#options.failures) return null;
    const now = this.#clock.now();
    if (now >= this.#restUntil && !this.#trying) return null;
    const retryAt = Math.max(this.#restUntil, now);
    return new LeftAloneError(
      this.#title,
      `${this.#title} failed ${this.#failed} times in a row and is left alone until ${timeOfDay(retryAt, now)}. Last: ${this.#last}`,
      { retryAt },
    );
  }

  /** A call begins. After a rest it is the only one until it ends. */
  admit(): void {
    this.#trying = this.#failed >= this.#options.failures;
  }

  succeeded(): void {
    this.#failed = 0;
    this.#trying = false;
  }

  failedWith(message: string): void {
    this.#failed++;
    this.#trying = false;
    this.#last = message;
    if (this.#failed >= this.#options.failures) this.#restUntil = this.#clock.now() + this.#options.restMs;
  }

  /** The call ended without telling anything about the service's health. */
  abandoned(): void {
    this.#trying = false;
  }
}
