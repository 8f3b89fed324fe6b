import { AuthenticationError, type ProviderError, QuotaError } from '../../domain/errors.js';
import type { Clock } from '../../domain/ports/clock.js';
import type { HttpAnswer } from '../../net/client.js';
import { failureByStatus } from '../../net/failed-answer.js';
import { jsonOf } from '../../net/json.js';
import type { Redactor } from '../../net/redactor.js';
import { errorSchema } from './answer.js';

export const TITLE = 'Spotify';

/** What has gone wrong, or null for an answer. A 401 on the API is for the caller, who may have a stale token. */
export function failureOf(answer: HttpAnswer, clock: Clock, redactor: Redactor): ProviderError | null {
  if (answer.status >= 200 && answer.status < 300) return null;
  const parsed = errorSchema.safeParse(jsonOf(answer));
  const said = parsed.success ? parsed.data : undefined;
  const words = redactor.quote(said?.error_description ?? said?.error.message ?? '', 120);
  if (answer.status === 429 && said?.error.reason === 'QUOTA_EXCEEDED') {
    return new QuotaError(
      TITLE,
      "The quota of this Spotify developer account is used up; it's shared by all its apps.",
    );
  }
  if (answer.status === 403) {
    return new AuthenticationError(
      TITLE,
      `Spotify refuses this app (HTTP 403${words ? `, "${words}"` : ''}). Its owner needs an active Premium subscription, ` +
        'and the account must be on its list of users (developer.spotify.com/dashboard).',
    );
  }
  return failureByStatus(TITLE, answer, clock, redactor);
}

/** The token endpoint says 400 or 401 to keys that it doesn't know. */
export function tokenFailureOf(answer: HttpAnswer, clock: Clock, redactor: Redactor): ProviderError | null {
  if (answer.status === 400 || answer.status === 401) {
    const parsed = errorSchema.safeParse(jsonOf(answer));
    const word = parsed.success ? parsed.data.error.message : undefined;
    return new AuthenticationError(
      TITLE,
      `Spotify doesn't know the app${word ? ` (${redactor.quote(word, 60)})` : ''}. Check SPOTIFY_CLIENT_ID and ` +
        'SPOTIFY_CLIENT_SECRET: developer.spotify.com/dashboard shows both.',
    );
  }
  return failureOf(answer, clock, redactor);
}
