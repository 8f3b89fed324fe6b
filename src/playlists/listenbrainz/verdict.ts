import * as z from 'zod';
import { AuthenticationError, ProtocolError, type ProviderError, RateLimitError } from '../../domain/errors.js';
import type { Clock } from '../../domain/ports/clock.js';
import type { HttpAnswer } from '../../net/client.js';
import { failureByStatus } from '../../net/failed-answer.js';
import { jsonOf } from '../../net/json.js';
import type { Redactor } from '../../net/redactor.js';
import { pauseEnd, toldNumber } from '../../net/retry.js';

export const TITLE = 'ListenBrainz';

const errorSchema = z.object({ error: z.string() });

/** It has understood us, and takes nothing of what was sent. */
export class NotTaken extends ProtocolError {}

export const unknownToken = (): AuthenticationError =>
  new AuthenticationError(
    TITLE,
    "ListenBrainz doesn't know the user token. Check LISTENBRAINZ_TOKEN: listenbrainz.org/settings shows it, and a new one ends the old.",
  );

/** What has gone wrong; null for an answer, and for a 404 that is its own. */
export function failureOf(answer: HttpAnswer, clock: Clock, redactor: Redactor): ProviderError | null {
  const { status, headers } = answer;
  const parsed = errorSchema.safeParse(jsonOf(answer));
  const said = parsed.success ? parsed.data.error : undefined;
  const words = said === undefined ? '' : ` ("${redactor.quote(said, 160)}")`;
  if (status === 404 && said !== undefined) return null;
  if (status === 401 && said !== undefined) return unknownToken();
  if (status === 403 && said !== undefined) {
    return new AuthenticationError(TITLE, `ListenBrainz doesn't let this user do that${words}.`);
  }
  if (status === 429) {
    const until = endOfWindow(headers, clock.now());
    if (until !== undefined) {
      return new RateLimitError(TITLE, 'ListenBrainz is asked too often (HTTP 429).', { retryAt: until });
    }
  }
  if (status === 413) return new NotTaken(TITLE, 'ListenBrainz takes no more in one call than that (HTTP 413).');
  if (status === 400 && said !== undefined) {
    return new NotTaken(TITLE, `ListenBrainz doesn't take what was sent (HTTP 400)${words}.`);
  }
  return failureByStatus(TITLE, answer, clock, redactor);
}

/** When calls are counted anew (`X-RateLimit-Reset-In`, in seconds); undefined where it isn't told. */
export function endOfWindow(headers: HttpAnswer['headers'], now: number): number | undefined {
  const seconds = toldNumber(headers.get('x-ratelimit-reset-in')?.trim() ?? '');
  return seconds === undefined ? undefined : pauseEnd(seconds * 1000, now);
}
