import type { z } from 'zod';
import { AuthenticationError, RateLimitError } from '../../domain/errors.js';
import type { Clock } from '../../domain/ports/clock.js';
import type { HttpAnswer } from '../../net/client.js';
import { failureByStatus } from '../../net/failed-answer.js';
import { jsonOf, readable } from '../../net/json.js';
import type { Redactor } from '../../net/redactor.js';

export const TITLE = 'Shazam';

/** The answer of either endpoint by its schema; everything else is thrown as what it is. */
export function verdict<T extends z.ZodType>(
  schema: T,
  answer: HttpAnswer,
  clock: Clock,
  redactor: Redactor,
): z.infer<T> {
  if (answer.status === 401 || answer.status === 403) {
    throw new AuthenticationError(
      TITLE,
      `Shazam refuses this network or country (HTTP ${answer.status}). Leave it out with --providers, or come by another network.`,
    );
  }
  const failure = failureByStatus(TITLE, answer, clock, redactor);
  if (failure) throw failure;
  // A throttled caller often gets nothing, a web page or something else that is no answer, under status 200. Whatever it is, it
  // says nothing of the music.
  const parsed = schema.safeParse(jsonOf(answer));
  if (parsed.success) return parsed.data;
  const said = redactor.quote(readable(answer.text()), 60);
  throw new RateLimitError(
    TITLE,
    `Shazam sends ${said ? `something that is no answer ("${said}")` : 'an empty answer'}, as it does when it is asked too often.`,
  );
}
