import { ProtocolError, type ProviderError, RateLimitError } from '../../domain/errors.js';
import type { HttpAnswer } from '../../net/client.js';
import { failureByStatus, refusedWithoutKeys } from '../../net/failed-answer.js';
import { TransientError } from '../../net/failures.js';
import { jsonOf } from '../../net/json.js';
import type { ProviderTools } from '../../net/provider.js';
import { errorSchema } from './answer.js';

export const TITLE = 'Deezer';

/** Its quota is one of five seconds. */
const PAUSE_MS = 5000;
const QUOTA = 4;
const BUSY = 700;
const NO_DATA = 800;

/** What has gone wrong, or null for an answer and for "no data". Most errors come with status 200. */
export function failureOf(answer: HttpAnswer, { clock, redactor }: ProviderTools): ProviderError | null {
  const parsed = errorSchema.safeParse(jsonOf(answer));
  if (!parsed.success || answer.status >= 500 || answer.status === 429)
    return refusedWithoutKeys(TITLE, answer) ?? failureByStatus(TITLE, answer, clock, redactor);
  const { code, type, message = '' } = parsed.data.error;
  if (isNone(answer)) return null;
  if (code === QUOTA || (code === undefined && /quota|limit/i.test(message)))
    return new RateLimitError(TITLE, `${TITLE} is asked too often.`, { retryAt: clock.now() + PAUSE_MS });
  const said = redactor.quote(
    [code, type, message].filter((part) => part !== undefined && part !== '').join(', '),
    120,
  );
  if (code === BUSY) return new TransientError(TITLE, `${TITLE} is busy (${said}).`, { charged: false });
  return new ProtocolError(TITLE, `${TITLE} doesn't understand us (${said || 'it says no more'}).`);
}

/** There is no such track. */
export function isNone(answer: HttpAnswer): boolean {
  const parsed = errorSchema.safeParse(jsonOf(answer));
  if (!parsed.success) return false;
  const { code, type } = parsed.data.error;
  return code === NO_DATA || (code === undefined && type === 'DataException');
}
