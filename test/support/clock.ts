import type { Clock } from '../../src/domain/ports/clock.js';

/** A clock that stands still until a test moves it; the sleeps that `passing` names pass at once, and move it. */
export class ManualClock implements Clock {
  #now = 1_800_000_000_000;
  readonly #sleepers = new Set<{ until: number; wake: () => void }>();
  readonly #passing: (milliseconds: number) => boolean;
  /** What was slept for, in order. */
  readonly slept: number[] = [];

  constructor(passing: (milliseconds: number) => boolean = () => false) {
    this.#passing = passing;
  }

  readonly now = (): number => this.#now;

  readonly sleep = (milliseconds: number, signal: AbortSignal): Promise<void> =>
    new Promise((resolve, reject) => {
      if (signal.aborted) return reject(signal.reason);
      this.slept.push(milliseconds);
      const leave = (): void => {
        this.#sleepers.delete(sleeper);
        reject(signal.reason);
      };
      const sleeper = {
        until: this.#now + milliseconds,
        wake: () => {
          signal.removeEventListener('abort', leave);
          this.#sleepers.delete(sleeper);
          resolve();
        },
      };
      this.#sleepers.add(sleeper);
      signal.addEventListener('abort', leave, { once: true });
      if (this.#passing(milliseconds)) setImmediate(() => this.advance(Math.max(0, sleeper.until - this.#now)));
    });

  advance(milliseconds: number): void {
    this.#now += milliseconds;
    for (const sleeper of [...this.#sleepers]) if (sleeper.until <= this.#now) sleeper.wake();
  }
}
