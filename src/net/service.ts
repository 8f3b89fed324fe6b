import pRetry, { AbortError } from 'p-retry';
import { isFinal, ProtocolError, type ProviderError, RateLimitError } from '../domain/errors.js';
import type { Clock } from '../domain/ports/clock.js';
import type { Context } from '../domain/ports/context.js';
import type { Pace, Rate } from '../domain/ports/pace.js';
import { Breaker, type BreakerOptions, DEFAULT_BREAKER } from './breaker.js';
import { timeOfDay } from './clock.js';
import { TransientError } from './failures.js';
import { Limiter } from './limiter.js';
import { OwnPace } from './pace.js';
import { DEFAULT_RETRY, decide, type RetryPolicy } from './retry.js';

export interface ServiceOptions {
  /** Name for people: `ACRCloud`. */
  title: string;
  rate: Rate;
  /** The turns of everybody who asks by the same account; this one's alone when absent. */
  pace?: Pace | undefined;
  /** Its calls are neither paid for nor counted: a limit of calls isn't about them. */
  free?: boolean;
  retry?: Partial<RetryPolicy>;
  breaker?: Partial<BreakerOptions>;
  clock: Clock;
  random?: (() => number) | undefined;
  /** How long an answer under way is waited for after an interruption: it is paid for already, and goes into the cache. */
  graceMs?: number;
}

/** Waits shorter than this aren't worth a word. */
const WORTH_SAYING_MS = 1500;
const GRACE_MS = 2000;

/** Stands before one remote service: how fast it may be asked, what is asked again, and when it isn't asked any more. */
export class Service {
  readonly #options: ServiceOptions;
  readonly #policy: RetryPolicy;
  readonly #limiter: Limiter;
  readonly #pace: Pace;
  readonly #breaker: Breaker;
  /** Refused keys and used-up quotas don't come back within a run: everybody after hears the same without a call. */
  #final: ProviderError | null = null;
  /** The service wants a longer pause than anybody waits. */
  #limited: RateLimitError | null = null;
  /** Times in a row, over all questions, that the service said it is asked too often. */
  #strikes = 0;
  /** Until one call has been answered they go one by one, so that wrong keys are found by one call. */
  #answered = false;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(options: ServiceOptions) {
    this.#options = options;
    this.#policy = { ...DEFAULT_RETRY, ...options.retry };
    this.#pace = options.pace ?? new OwnPace(options.clock);
    this.#limiter = new Limiter(options.rate, this.#pace);
    this.#breaker = new Breaker(options.title, { ...DEFAULT_BREAKER, ...options.breaker }, options.clock);
  }

  /** One question. `attempt` makes one call with the signal that it is given. */
  async call<T>(context: Context, attempt: (signal: AbortSignal) => Promise<T>): Promise<T> {
    if (this.#answered) return this.#ask(context, attempt);
    const mine = this.#turn.then(() => this.#ask(context, attempt));
    this.#turn = mine.catch(() => undefined);
    return mine;
  }

  /** The service wants no call before this time, though it answered. */
  async pauseUntil(epoch: number, reason: string): Promise<void> {
    await this.#pace.pauseUntil({
      until: Math.min(epoch, this.#options.clock.now() + this.#policy.longestPauseMs),
      reason,
    });
  }

  async close(): Promise<void> {
    await this.#limiter.close();
  }

  #ask<T>(context: Context, attempt: (signal: AbortSignal) => Promise<T>): Promise<T> {
    // p-retry counts and stops; how long to wait is ours to decide, so its own delay is nothing.
    return pRetry((number) => this.#once(context, attempt, number), {
      retries: this.#policy.attempts,
      minTimeout: 0,
    });
  }

  async #once<T>(context: Context, attempt: (signal: AbortSignal) => Promise<T>, number: number): Promise<T> {
    try {
      return await this.#admitted(context, attempt);
    } catch (error) {
      if (context.signal.aborted) throw stop(context.signal.reason);
      if (isFinal(error)) this.#final = error;
      if (error === this.#limited) throw stop(error);
      if (error instanceof RateLimitError) this.#strikes++;
      const { clock, random = Math.random } = this.#options;
      const decision = decide(error, { number, strikes: this.#strikes }, this.#policy, clock.now(), random);
      if ('giveUp' in decision) throw stop(await this.#dated(decision.giveUp));
      const until = clock.now() + decision.wait;
      const reason = (error as Error).message;
      if (decision.pausesAll) {
        await this.pauseUntil(until, reason);
      } else {
        this.#announce(context, until, reason);
        await clock.sleep(decision.wait, context.signal).catch((aborted) => Promise.reject(stop(aborted)));
      }
      throw error;
    }
  }

  async #admitted<T>(context: Context, attempt: (signal: AbortSignal) => Promise<T>): Promise<T> {
    // Refused before queueing too: a place in the queue of a slow service is worth seconds.
    this.#refuse();
    await this.#heedPause(context);
    return this.#limiter.run(context.signal, async () => {
      this.#refuse();
      if (!this.#options.free) context.spend?.();
      this.#breaker.admit();
      const lingering = linger(context.signal, this.#options.graceMs ?? GRACE_MS);
      try {
        const answer = await attempt(lingering.signal);
        this.#answered = true;
        this.#strikes = 0;
        this.#breaker.succeeded();
        return answer;
      } catch (error) {
        if (error instanceof TransientError || error instanceof ProtocolError) this.#breaker.failedWith(error.message);
        else this.#breaker.abandoned();
        throw error;
      } finally {
        lingering.done();
      }
    });
  }

  #refuse(): void {
    if (this.#final) throw this.#final;
    if (this.#limited && this.#limited.retryAt! > this.#options.clock.now()) throw this.#limited;
    const resting = this.#breaker.resting();
    if (resting) throw resting;
  }

  /** What another call has learned, in this run or another one, is known without a call of its own. */
  async #heedPause(context: Context): Promise<void> {
    const pause = await this.#pace.pause();
    if (!pause) return;
    const { clock, title } = this.#options;
    if (pause.until - clock.now() > this.#policy.longestPauseMs) {
      throw await this.#dated(new RateLimitError(title, pause.reason, { retryAt: pause.until }));
    }
    this.#announce(context, pause.until, pause.reason);
  }

  #announce(context: Context, until: number, reason: string): void {
    if (until - this.#options.clock.now() >= WORTH_SAYING_MS)
      context.emit({ type: 'waiting', provider: this.#options.title, until, reason });
  }

  /** A rate limit that isn't waited for says until when it holds. */
  async #dated(error: unknown): Promise<unknown> {
    if (!(error instanceof RateLimitError) || error.retryAt === undefined) return error;
    const { retryAt: until, provider, message: reason } = error;
    const now = this.#options.clock.now();
    const dated = new RateLimitError(
      provider,
      `${provider} is rate limited until ${timeOfDay(until, now)}; run the same command then: what is answered is kept. (${reason})`,
      { cause: error, retryAt: until },
    );
    // Nobody else needs to find out by another call.
    if (until - now > this.#policy.longestPauseMs) this.#limited = dated;
    await this.#pace.pauseUntil({ until, reason });
    return dated;
  }
}

/** p-retry asks again after any other error. Its own class takes Errors only. */
function stop(reason: unknown): AbortError {
  return new AbortError(reason instanceof Error ? reason : new Error(String(reason)));
}

/** A signal that follows another one a moment later. */
function linger(outer: AbortSignal, graceMs: number): { signal: AbortSignal; done(): void } {
  const controller = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const leave = (): void => {
    timer = setTimeout(() => controller.abort(outer.reason), graceMs);
  };
  if (outer.aborted) controller.abort(outer.reason);
  else outer.addEventListener('abort', leave, { once: true });
  return {
    signal: controller.signal,
    done: () => {
      clearTimeout(timer);
      outer.removeEventListener('abort', leave);
    },
  };
}
