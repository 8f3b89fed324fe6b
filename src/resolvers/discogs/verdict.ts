import { AuthenticationError, ProtocolError, type ProviderError, RateLimitError } from '../../domain/errors.js';
import type { HttpAnswer } from '../../net/client.js';
import { failureByStatus } from '../../net/failed-answer.js';
import { jsonOf } from '../../net/json.js';
import type { ProviderTools } from '../../net/provider.js';
import { retryAfter, toldNumber } from '../../net/retry.js';
import { messageSchema } from './answer.js';

export const TITLE = 'Discogs';

/** It counts the calls of the last minute. */
const WINDOW_MS = 60_000;

/** What has gone wrong, or null for an answer and for a release that has gone (404). */
export function failureOf(answer: HttpAnswer, { clock, redactor }: ProviderTools): ProviderError | null {
  const { status, url } = answer;
  const parsed = messageSchema.safeParse(jsonOf(answer));
  const said = parsed.success ? redactor.quote(parsed.data.message, 120) : '';
  const words = said ? `, "${said}"` : '';
  if (status === 429 || (status < 400 && /too quickly/i.test(said))) {
    const retryAt = retryAfter(answer.headers.get('retry-after'), clock.now()) ?? clock.now() + WINDOW_MS;
    return new RateLimitError(TITLE, `${TITLE} is asked too often.`, { retryAt });
  }
  if (status === 401)
    return new AuthenticationError(
      TITLE,
      `${TITLE} doesn't know the token (HTTP 401${words}). Check DISCOGS_TOKEN: discogs.com/settings/developers shows it.`,
    );
  if (status === 403)
    return new ProtocolError(
      TITLE,
      `${TITLE} refuses this program (HTTP 403${words}): something on the way may take out its name (User-Agent).`,
    );
  if (status === 404 && url.pathname.includes('/releases/')) return null;
  if (said && status < 400) return new ProtocolError(TITLE, `${TITLE} doesn't understand us (${said}).`);
  return failureByStatus(TITLE, answer, clock, redactor);
}

/** Once nothing is left of a minute's calls, for whoever asks from this address, a minute. */
export function pauseAfter({ headers }: Pick<HttpAnswer, 'headers'>): number {
  const left = toldNumber(headers.get('x-discogs-ratelimit-remaining')?.trim() ?? '');
  return left === 0 ? WINDOW_MS : 0;
}
