import { ProtocolError, type ProviderError, RateLimitError } from '../../domain/errors.js';
import type { HttpAnswer } from '../../net/client.js';
import { failureByStatus, refusedWithoutKeys } from '../../net/failed-answer.js';
import { jsonOf } from '../../net/json.js';
import type { ProviderTools } from '../../net/provider.js';
import { retryAfter } from '../../net/retry.js';
import { errorSchema } from './answer.js';

export const TITLE = 'iTunes';

/** It counts by the minute, and doesn't say for how long it wants to be left alone. */
const PAUSE_MS = 60_000;

/** What has gone wrong, or null for an answer. */
export function failureOf(answer: HttpAnswer, { clock, redactor }: ProviderTools): ProviderError | null {
  const { status } = answer;
  if (status === 403 || status === 429) {
    const told = retryAfter(answer.headers.get('retry-after'), clock.now());
    const retryAt = Math.max(told ?? 0, clock.now() + PAUSE_MS);
    return new RateLimitError(TITLE, `${TITLE} is asked too often (HTTP ${status}).`, { retryAt });
  }
  const parsed = errorSchema.safeParse(jsonOf(answer));
  if (!parsed.success || status >= 500)
    return refusedWithoutKeys(TITLE, answer) ?? failureByStatus(TITLE, answer, clock, redactor);
  const said = redactor.quote(parsed.data.errorMessage, 120);
  const advice = /country/i.test(said)
    ? ' Set TRACKLISTIFY_ITUNES_COUNTRY to a country with a store of its own, like US.'
    : '';
  return new ProtocolError(TITLE, `${TITLE} doesn't understand us ("${said}").${advice}`);
}
