import { AuthenticationError, ProtocolError, type ProviderError, RateLimitError } from '../domain/errors.js';
import type { Clock } from '../domain/ports/clock.js';
import type { HttpAnswer } from './client.js';
import { TransientError } from './failures.js';
import { readable } from './json.js';
import type { Redactor } from './redactor.js';
import { retryAfter } from './retry.js';

/** What an HTTP status by itself says has gone wrong; null for 2xx. A service's own codes go first, where it has any. */
export function failureByStatus(
  provider: string,
  answer: HttpAnswer,
  clock: Clock,
  redactor: Redactor,
): ProviderError | null {
  const { status } = answer;
  if (status >= 200 && status < 300) return null;
  const said = redactor.quote(readable(answer.text()), 120);
  const quote = said ? ` ("${said}")` : '';
  if (status === 429) {
    return new RateLimitError(provider, `${provider} is asked too often (HTTP 429).`, {
      retryAt: retryAfter(answer.headers.get('retry-after'), clock.now()),
    });
  }
  if (status === 407)
    return new ProtocolError(provider, `The proxy on the way to ${provider} wants a password (HTTP 407).`);
  if (status === 401 || status === 403) {
    return new AuthenticationError(
      provider,
      `${provider} refuses us (HTTP ${status})${quote}. Check its keys, and whether it serves your country.`,
    );
  }
  if (status >= 500 || status === 408) {
    const wait = retryAfter(answer.headers.get('retry-after'), clock.now());
    if (status === 503 && wait !== undefined) {
      return new RateLimitError(provider, `${provider} wants a pause (HTTP 503).`, { retryAt: wait });
    }
    return new TransientError(provider, `${provider} is in trouble (HTTP ${status})${quote}.`, { charged: false });
  }
  return new ProtocolError(provider, `${provider} doesn't understand us (HTTP ${status})${quote}.`);
}

/** A refusal by a service that is asked without an account, so that no key can be wrong; null for anything else. */
export function refusedWithoutKeys(provider: string, { status }: Pick<HttpAnswer, 'status'>): ProtocolError | null {
  if (status !== 401 && status !== 403) return null;
  return new ProtocolError(
    provider,
    `${provider} refuses us (HTTP ${status}), though it needs no account. It may not serve your country, or keep this network out for a while.`,
  );
}

/** Signed calls fail on a wrong clock. Beyond five minutes the clock is the first thing to look at. */
const CLOCK_TOLERANCE_MS = 5 * 60_000;

/** A sentence about this computer's clock when the answer's `Date` shows that it is far off, else null. */
export function clockComplaint(provider: string, answer: Pick<HttpAnswer, 'headers'>, clock: Clock): string | null {
  const theirs = Date.parse(answer.headers.get('date') ?? '');
  if (Number.isNaN(theirs)) return null;
  const off = clock.now() - theirs;
  if (Math.abs(off) <= CLOCK_TOLERANCE_MS) return null;
  const minutes = Math.round(Math.abs(off) / 60_000);
  const amount = minutes < 120 ? `${minutes} minutes` : `${Math.round(minutes / 60)} hours`;
  return `This computer's clock is ${amount} ${off > 0 ? 'ahead of' : 'behind'} ${provider}'s; set it right and try again.`;
}
