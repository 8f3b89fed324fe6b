import {
  AuthenticationError,
  ProtocolError,
  type ProviderError,
  QuotaError,
  RateLimitError,
} from '../../domain/errors.js';
import type { Clock } from '../../domain/ports/clock.js';
import type { HttpAnswer } from '../../net/client.js';
import { clockComplaint, failureByStatus } from '../../net/failed-answer.js';
import { TransientError } from '../../net/failures.js';
import { jsonOf, notTheAnswer } from '../../net/json.js';
import type { Redactor } from '../../net/redactor.js';
import { type Answer, answerSchema, type Music } from './answer.js';
import { byFit } from './matches.js';

export const TITLE = 'ACRCloud';

const SUCCESS = 0;
/** No result; and a sample from which no fingerprint can be made (silence, too short). */
const NO_MATCH = [1001, 2004];

/** The music in an answer, best first; none when there was no match. Everything else is thrown as what it is. */
export function verdict(answer: HttpAnswer, clock: Clock, redactor: Redactor): Music[] {
  const parsed = answerSchema.safeParse(jsonOf(answer));
  if (!parsed.success) {
    throw failureByStatus(TITLE, answer, clock, redactor) ?? notTheAnswer(TITLE, answer, redactor);
  }
  const { status, metadata } = parsed.data;
  // Files of the user's own buckets may be all there is; what a humming bucket guesses isn't looked at.
  if (status.code === SUCCESS) return byFit(metadata?.custom_files ?? [], metadata?.music ?? []);
  if (NO_MATCH.includes(status.code)) return [];
  throw failure(status, answer, clock, redactor);
}

function failure({ code, msg }: Answer['status'], answer: HttpAnswer, clock: Clock, redactor: Redactor): ProviderError {
  const said = `code ${code}${msg ? `, "${redactor.quote(msg, 80)}"` : ''}`;
  switch (code) {
    case 3001:
      return new AuthenticationError(
        TITLE,
        `ACRCloud doesn't know the access key (${said}). Check ACRCLOUD_ACCESS_KEY, and that ACRCLOUD_HOST ` +
          `(${answer.url.host}) is the one that the console shows for the same project: every region has its own.`,
      );
    case 3014:
      return new AuthenticationError(
        TITLE,
        clockComplaint(TITLE, answer, clock) ??
          `ACRCloud refuses the signature (${said}). Check ACRCLOUD_ACCESS_SECRET: it must belong to the access key.`,
      );
    case 3003:
      return new QuotaError(TITLE, usedUp(msg ?? '', said));
    case 3015:
      return new RateLimitError(
        TITLE,
        `ACRCloud is asked faster than the project allows (${said}); TRACKLISTIFY_ACRCLOUD_CALLS_PER_SECOND lowers it.`,
      );
    case 2001:
    case 2005:
    case 3000:
      return new TransientError(TITLE, `ACRCloud is in trouble (${said}).`, { charged: false });
    default:
      return new ProtocolError(TITLE, `ACRCloud refuses the call (${said}).`);
  }
}

/**
 * A trial that has ended never comes back, a used-up period does, and the service has one code for both: it is told by the
 * words where they say, and otherwise both are named with what tells them apart.
 */
function usedUp(msg: string, said: string): string {
  const kept = 'What is answered is kept, so the same command goes on from here.';
  if (/trial|expire|overdue/i.test(msg)) {
    return `The trial or plan of this ACRCloud project has ended (${said}), and waiting doesn't help: choose a plan in the console. ${kept}`;
  }
  return (
    `The quota of this ACRCloud project is used up (${said}). If the project is on a plan, wait for its next period or raise ` +
    "it in the console. If it is on the free trial, that has ended after 14 days, and waiting doesn't help: " +
    `console.acrcloud.com shows which. ${kept}`
  );
}
