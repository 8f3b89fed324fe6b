import { RateLimitError } from '../domain/errors.js';
import { TransientError } from './failures.js';

export interface RetryPolicy {
  /** Calls for one question, the first one included. */
  attempts: number;
  /** Wait before the second attempt; doubled for each further one, up to `longestMs`. */
  firstMs: number;
  longestMs: number;
  /** Waits where a service says "slower" but not for how long; the last one repeats. */
  pausesMs: readonly number[];
  /** A longer pause than this isn't waited for: the run goes on without the service and says until when. */
  longestPauseMs: number;
  /** Whether to ask again though the service may have counted the call. */
  repeatCharged: boolean;
}

export const DEFAULT_RETRY: RetryPolicy = {
  attempts: 4,
  firstMs: 1000,
  longestMs: 20_000,
  pausesMs: [2000, 5000, 15_000],
  longestPauseMs: 120_000,
  repeatCharged: false,
};

export type Decision = { wait: number; pausesAll: boolean } | { giveUp: unknown };

export interface Attempt {
  /** Of this question, counted from 1. */
  number: number;
  /** Answers in a row, over all questions, that said `too fast`, this one included. */
  strikes: number;
}

/** What to do after a failed attempt. Only what passes by itself and costs nothing is tried again. */
export function decide(
  error: unknown,
  { number, strikes }: Attempt,
  policy: RetryPolicy,
  now: number,
  random: () => number,
): Decision {
  if (error instanceof RateLimitError) {
    const pause = policy.pausesMs[Math.min(strikes, policy.pausesMs.length) - 1] ?? policy.firstMs;
    const told = error.retryAt !== undefined;
    // Jitter only adds: coming back too early would be counted again.
    const until = told ? error.retryAt : now + pause * (1 + 0.2 * random());
    if (until - now > policy.longestPauseMs || number >= policy.attempts) {
      return { giveUp: new RateLimitError(error.provider, error.message, { cause: error.cause, retryAt: until }) };
    }
    return { wait: Math.max(0, until - now), pausesAll: true };
  }
  if (error instanceof TransientError && (!error.charged || policy.repeatCharged) && number < policy.attempts) {
    const backOff = Math.min(policy.longestMs, policy.firstMs * 2 ** (number - 1));
    // Half fixed, half random: several clients that failed together don't come back together.
    return { wait: backOff * (0.5 + 0.5 * random()), pausesAll: false };
  }
  return { giveUp: error };
}

/** A service that asks for a longer pause than this says no more than "not soon". Added to any clock, it is still a date. */
const LONGEST_TOLD_MS = 365 * 24 * 3600_000;
/** An HTTP date begins with the day of the week (RFC 9110 §5.6.7); `Date.parse` makes a date of `-5` as well. */
const HTTP_DATE = /^[a-z]{3,9},? [\x20-\x7e]{1,40}$/i;

/** `Retry-After` (RFC 9110 §10.2.3): seconds or a date. Epoch milliseconds, or undefined when it makes no sense. */
export function retryAfter(header: string | null, now: number): number | undefined {
  const text = header?.trim() ?? '';
  const date = HTTP_DATE.test(text) ? Date.parse(text) : Number.NaN;
  const wait = toldNumber(text) === undefined ? date - now : toldNumber(text)! * 1000;
  return Number.isNaN(wait) ? undefined : pauseEnd(wait, now);
}

/** A number as a header holds it; undefined for anything else. */
export function toldNumber(text: string): number | undefined {
  return /^\d+(?:\.\d+)?$/.test(text) ? Number(text) : undefined;
}

/** When a pause of any length, told by somebody else, is over. */
export function pauseEnd(milliseconds: number, now: number): number {
  return now + Math.min(Math.max(0, milliseconds), LONGEST_TOLD_MS);
}
