import { AuthenticationError, ProtocolError, type ProviderError, RateLimitError } from '../../domain/errors.js';
import type { HttpAnswer } from '../../net/client.js';
import { failureByStatus } from '../../net/failed-answer.js';
import { TransientError } from '../../net/failures.js';
import { jsonOf } from '../../net/json.js';
import type { ProviderTools } from '../../net/provider.js';
import { errorSchema } from './answer.js';

export const TITLE = 'Last.fm';

/** For the track; without a parameter that it wants it says the same number, with status 400. */
const NOT_FOUND = 6;
const SUSPENDED = 26;
const TOO_FAST = 29;
const NO_ACCESS = [4, 9, 10, 13, 14, 17];
const TROUBLE = [8, 11, 16];

/** What has gone wrong, or null for an answer and for a track that it doesn't know. */
export function failureOf(answer: HttpAnswer, { clock, redactor }: ProviderTools): ProviderError | null {
  const parsed = errorSchema.safeParse(jsonOf(answer));
  if (!parsed.success) return failureByStatus(TITLE, answer, clock, redactor);
  const { error, message = '' } = parsed.data;
  const said = redactor.quote(`${error}, ${message}`, 120);
  if (isNone(answer)) return null;
  if (error === TOO_FAST) return new RateLimitError(TITLE, `${TITLE} is asked too often (error 29).`);
  if (error === SUSPENDED)
    return new AuthenticationError(
      TITLE,
      `${TITLE} has suspended this key (error ${said}). last.fm/api/accounts shows your keys.`,
    );
  if (NO_ACCESS.includes(error))
    return new AuthenticationError(
      TITLE,
      `${TITLE} doesn't know the key (error ${said}). Check LASTFM_API_KEY: last.fm/api/accounts shows it.`,
    );
  if (TROUBLE.includes(error))
    return new TransientError(TITLE, `${TITLE} is in trouble (error ${said}).`, { charged: false });
  return new ProtocolError(TITLE, `${TITLE} doesn't understand us (error ${said}).`);
}

/** It doesn't know the track. */
export function isNone(answer: HttpAnswer): boolean {
  const parsed = errorSchema.safeParse(jsonOf(answer));
  if (!parsed.success || parsed.data.error !== NOT_FOUND) return false;
  return answer.status !== 400 || /not (?:be )?found/i.test(parsed.data.message ?? '');
}
