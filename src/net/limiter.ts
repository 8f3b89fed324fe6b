import Bottleneck from 'bottleneck';
import type { Pace, Rate } from '../domain/ports/pace.js';

/**
 * Lets calls to one service start no faster than it allows, and none while it wants a pause, whoever else asks it by the same
 * account. Within this run they go in the order in which they came, and no more at once than is allowed.
 */
export class Limiter {
  readonly #bottleneck: Bottleneck;
  readonly #rate: Rate;
  readonly #pace: Pace;

  constructor(rate: Rate, pace: Pace) {
    this.#rate = rate;
    this.#pace = pace;
    this.#bottleneck = new Bottleneck({ maxConcurrent: rate.maxConcurrent });
  }

  /** Aborting takes a waiting job out of the queue; one that has started ends by itself. */
  run<T>(signal: AbortSignal, job: () => Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      const leave = (): void => reject(signal.reason);
      if (signal.aborted) return leave();
      signal.addEventListener('abort', leave, { once: true });
      this.#bottleneck
        .schedule(async () => {
          if (signal.aborted) return;
          const ended = await this.#pace.turn(this.#rate, signal);
          signal.removeEventListener('abort', leave);
          try {
            if (!signal.aborted) resolve(await job());
          } finally {
            ended();
          }
        })
        .catch(reject);
    });
  }

  /** Forgets what waits, timers included. */
  async close(): Promise<void> {
    await this.#bottleneck.stop({ dropWaitingJobs: true }).catch(() => undefined);
  }
}
