import { AuthenticationError, ProtocolError, type ProviderError, RateLimitError } from '../../domain/errors.js';
import type { Clock } from '../../domain/ports/clock.js';
import type { HttpAnswer } from '../../net/client.js';
import { failureByStatus } from '../../net/failed-answer.js';
import { TransientError } from '../../net/failures.js';
import { jsonOf, notTheAnswer } from '../../net/json.js';
import type { Redactor } from '../../net/redactor.js';
import { answerSchema } from './answer.js';

export const NAME = 'acoustid';
export const TITLE = 'AcoustID';

/** What it refuses for what was asked, and not for who asks: with less, or another recording, it answers. */
const REFUSED = { fingerprint: 3, duration: 8, unknown: 18, tooLarge: 19 } as const;
export type Refusal = keyof typeof REFUSED;

/** Null for an answer that can be read. Its codes are what counts: texts vary, and so do statuses. */
export function verdict(answer: HttpAnswer, clock: Clock, redactor: Redactor): Refusal | null {
  const parsed = answerSchema.safeParse(jsonOf(answer));
  const { status, error } = parsed.data ?? {};
  if (status === 'ok' && answer.status < 300) return null;
  const code = status === 'ok' ? undefined : error?.code;
  const refusal = Object.entries(REFUSED).find(([, number]) => number === code);
  if (refusal) return refusal[0] as Refusal;
  if (code !== undefined) throw failure(code, `code ${code}${said(error?.message, redactor)}`);
  // Something on the way may say the same without a body.
  if (answer.status === 413) return 'tooLarge';
  throw failureByStatus(TITLE, answer, clock, redactor) ?? notTheAnswer(TITLE, answer, redactor);
}

const said = (message: string | undefined, redactor: Redactor): string =>
  message ? `, "${redactor.quote(message, 80)}"` : '';

function failure(code: number, words: string): ProviderError {
  switch (code) {
    case 4:
    case 17:
      return new AuthenticationError(
        TITLE,
        `AcoustID doesn't know the application key (${words}). Check ACOUSTID_KEY: it is the key of an application, not your own one, ` +
          'and a demo key ends within days. acoustid.org/new-application gives another.',
      );
    case 6:
      return new AuthenticationError(
        TITLE,
        `AcoustID doesn't know your own key (${words}). Check ACOUSTID_USER_KEY: acoustid.org/api-key shows it.`,
      );
    case 12:
      return new AuthenticationError(
        TITLE,
        `AcoustID doesn't allow this (${words}): look at your application on acoustid.org/my-applications.`,
      );
    case 14:
      // It never says how long to wait.
      return new RateLimitError(
        TITLE,
        `AcoustID is asked too often (${words}); TRACKLISTIFY_ACOUSTID_CALLS_PER_SECOND lowers it.`,
      );
    case 5:
    case 13:
      return new TransientError(TITLE, `AcoustID is in trouble (${words}).`, { charged: false });
    default:
      return new ProtocolError(TITLE, `AcoustID refuses the call (${words}).`);
  }
}
