import {
  AuthenticationError,
  ProtocolError,
  type ProviderError,
  QuotaError,
  RateLimitError,
  UnsupportedError,
} from '../../domain/errors.js';
import type { Clock } from '../../domain/ports/clock.js';
import type { HttpAnswer } from '../../net/client.js';
import { failureByStatus } from '../../net/failed-answer.js';
import { TransientError } from '../../net/failures.js';
import { jsonOf, notTheAnswer } from '../../net/json.js';
import type { Redactor } from '../../net/redactor.js';
import { retryAfter } from '../../net/retry.js';
import { envelopeSchema } from './answer.js';

export const TITLE = 'AudD';

/** No fingerprint can be made of the sound: silence, or too short. */
const NOTHING_TO_HEAR = 300;
/** A parameter of ours is going away. With a result beside it, that is a good answer. */
const DEPRECATED = 51;
const TOO_FAST = 611;
const SERVICE_UNAVAILABLE = 503;
/** Of what it says itself. */
const MOST_WORDS = 160;

/** The service has told by a code of its own that it doesn't do what it is asked, and so counts nothing. */
export class RefusedError extends ProtocolError {}

export interface Verdict {
  /** Null where nobody knows the sound. */
  result: unknown;
  /** What the service wants changed, though it answered. */
  notice?: string;
}

/** What an answer of either endpoint holds. Everything that is no answer is thrown as what it is. `slower` says what makes calls rarer. */
export function verdict(answer: HttpAnswer, clock: Clock, redactor: Redactor, slower = ''): Verdict {
  const parsed = envelopeSchema.safeParse(jsonOf(answer));
  if (!parsed.success) throw byStatus(answer, clock, redactor) ?? notTheAnswer(TITLE, answer, redactor);
  const { status, error, result = null } = parsed.data;
  const code = error?.error_code;
  // A blocked caller is sent a made-up song beside the error: the status counts.
  if (status === 'success' && (code === undefined || code === DEPRECATED)) return withNotice(result);
  if (code === DEPRECATED && result !== null) return withNotice(result);
  if (code === NOTHING_TO_HEAR) return { result: null };
  if (code === TOO_FAST) {
    throw new RateLimitError(
      TITLE,
      `AudD is asked faster than it allows (code ${code}${words(error?.error_message)}).${slower}`,
      {
        retryAt: retryAfter(answer.headers.get('retry-after'), clock.now()),
      },
    );
  }
  throw failure(code, words(error?.error_message));

  function withNotice(given: unknown): Verdict {
    return code === undefined
      ? { result: given }
      : { result: given, notice: redactor.quote(error?.error_message ?? '', MOST_WORDS) };
  }

  function words(message: string | undefined): string {
    return message ? `, "${redactor.quote(message, MOST_WORDS)}"` : '';
  }
}

/**
 * By the HTTP status alone. What was uploaded may be paid for whatever came back, and its calls can't be looked up afterwards;
 * its support says of 429 and 503 alone that they aren't charged.
 */
function byStatus(answer: HttpAnswer, clock: Clock, redactor: Redactor): ProviderError | null {
  const failed = failureByStatus(TITLE, answer, clock, redactor);
  if (!(failed instanceof TransientError) || answer.status === SERVICE_UNAVAILABLE) return failed;
  return new TransientError(TITLE, failed.message, { charged: true });
}

function failure(code: number | undefined, words: string): ProviderError {
  const said = `code ${code ?? 'missing'}${words}`;
  switch (code) {
    case 900:
    case 901:
    case 903:
      return new AuthenticationError(
        TITLE,
        `AudD doesn't take the token (${said}). Check AUDD_API_TOKEN: dashboard.audd.io shows it, and whether its trial or plan has ended.`,
      );
    case 19:
    case 31337:
      return new AuthenticationError(
        TITLE,
        `AudD has blocked this token or this network, or is being worked on (${said}). Try again later; dashboard.audd.io says how to reach its support.`,
      );
    case 902:
    case 610:
      return new QuotaError(
        TITLE,
        `The requests of this AudD account are used up (${said}). dashboard.audd.io shows when there are more, and what a plan costs. ` +
          'What is answered is kept, so the same command goes on from here.',
      );
    case 904:
    case 905:
      return new UnsupportedError(
        TITLE,
        `AudD doesn't let this account do that (${said}). Choose a plan that allows it at dashboard.audd.io.`,
      );
    case 20:
    case 907:
      return new UnsupportedError(TITLE, `AudD no longer serves this version of tracklistify (${said}): update it.`);
    case 400:
    case 500:
      return new RefusedError(
        TITLE,
        `AudD can't use the sound that it was sent (${said}). It is well itself: the sample is left out.`,
      );
    case 40:
    case 50:
    case DEPRECATED:
    case 600:
    case 601:
    case 602:
    case 700:
    case 701:
    case 702:
    case 906:
    case 1000:
      return new RefusedError(TITLE, `AudD refuses the call (${said}).`);
    default:
      return new TransientError(TITLE, `AudD is in trouble (${said}).`, { charged: true });
  }
}
