import Bottleneck from 'bottleneck';
import type { Clock } from './clock.js';

export interface Rate {
  /** Milliseconds between the starts of two calls. */
  minGapMs: number;
  maxConcurrent: number;
}

/**
 * A timer may fire a millisecond early and the network shifts calls against each other; the gap is kept this much longer,
 * so that a service that counts strictly never sees one call too many.
 */
const MARGIN = 1.05;
const MARGIN_MS = 5;

/** Lets calls to one service start no faster than it allows, and none while it wants a pause. */
export class Limiter {
  private readonly bottleneck: Bottleneck;
  private readonly clock: Clock;
  private pausedUntil = 0;

  constructor(rate: Rate, clock: Clock) {
    this.clock = clock;
    this.bottleneck = new Bottleneck({
      minTime: rate.minGapMs > 0 ? Math.ceil(rate.minGapMs * MARGIN + MARGIN_MS) : 0,
      maxConcurrent: rate.maxConcurrent,
    });
  }

  /** Nothing starts before this time. An earlier, longer pause stays. */
  pauseUntil(epoch: number): void {
    this.pausedUntil = Math.max(this.pausedUntil, epoch);
  }

  /** When the pause that holds now ends; 0 when there is none. */
  get pause(): number {
    return this.pausedUntil > this.clock.now() ? this.pausedUntil : 0;
  }

  /** Aborting takes a waiting job out of the queue; one that has started ends by itself. */
  async run<T>(signal: AbortSignal, job: () => Promise<T>): Promise<T> {
    for (;;) {
      if (this.pause) await this.clock.sleep(this.pause - this.clock.now(), signal);
      const started = await this.schedule(signal, job);
      if (started !== PAUSED) return started;
    }
  }

  /** The pauses are passed outside of the queue: inside, several jobs would sleep side by side and then start at once. */
  private schedule<T>(signal: AbortSignal, job: () => Promise<T>): Promise<T | typeof PAUSED> {
    return new Promise((resolve, reject) => {
      const leave = (): void => reject(signal.reason);
      if (signal.aborted) return leave();
      signal.addEventListener('abort', leave, { once: true });
      this.bottleneck
        .schedule(async () => {
          signal.removeEventListener('abort', leave);
          if (signal.aborted) return;
          resolve(this.pause ? PAUSED : await job());
        })
        .catch(reject);
    });
  }

  /** Forgets what waits, timers included. */
  async close(): Promise<void> {
    await this.bottleneck.stop({ dropWaitingJobs: true }).catch(() => undefined);
  }
}

const PAUSED = Symbol('paused');
