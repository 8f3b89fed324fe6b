import * as z from 'zod';
import { ProtocolError, type ProviderError, RateLimitError } from '../../domain/errors.js';
import type { Clock } from '../../domain/ports/clock.js';
import type { HttpAnswer } from '../../net/client.js';
import { failureByStatus } from '../../net/failed-answer.js';
import { TransientError } from '../../net/failures.js';
import { jsonOf, notTheAnswer } from '../../net/json.js';
import type { Redactor } from '../../net/redactor.js';
import { retryAfter } from '../../net/retry.js';

export const TITLE = 'MusicBrainz';

const errorSchema = z.object({ error: z.string() });

/** It says "one second" however often one has asked too often: a pause that is no longer than this is no answer. */
const NO_PAUSE_MS = 2000;

/** What has gone wrong; null for an answer, and for a 404 that is its own. */
export function failureOf(answer: HttpAnswer, clock: Clock, redactor: Redactor): ProviderError | null {
  const { status, headers } = answer;
  const parsed = errorSchema.safeParse(jsonOf(answer));
  const said = parsed.success ? parsed.data.error : undefined;
  // Of a page that somebody else sends it would be learned, and kept, that there is no such track.
  if (status === 404) return said === undefined ? notTheAnswer(TITLE, answer, redactor) : null;
  if (status === 503 || status === 429) {
    if (isBusy(answer, said)) return new TransientError(TITLE, 'MusicBrainz is busy (HTTP 503).', { charged: false });
    const now = clock.now();
    const until = retryAfter(headers.get('retry-after'), now);
    const wants = said === undefined ? 'a pause' : 'to be asked less often';
    return new RateLimitError(TITLE, `MusicBrainz wants ${wants} (HTTP ${status}).`, {
      retryAt: until !== undefined && until - now > NO_PAUSE_MS ? until : undefined,
    });
  }
  if (status === 403) {
    const words = said === undefined ? '' : ` ("${redactor.quote(said, 120)}")`;
    return new ProtocolError(
      TITLE,
      `MusicBrainz refuses to be asked by this program (HTTP 403)${words}. It wants to know whom it can write to: ` +
        'set TRACKLISTIFY_MUSICBRAINZ_CONTACT. If it is set, a proxy on the way may take out the User-Agent.',
    );
  }
  return failureByStatus(TITLE, answer, clock, redactor);
}

/** Whether it sheds load, which has nothing to do with us; else a 503 says that we ask too often. */
function isBusy({ headers }: HttpAnswer, said: string | undefined): boolean {
  const zone = headers.get('x-ratelimit-zone') ?? '';
  if (/^ws\b/.test(zone)) return false;
  return (
    /^(?:search-)?global\b/.test(zone) ||
    /^(?:global|search-shed)\b/.test(headers.get('x-ratelimit-who') ?? '') ||
    /\bbusy\b/i.test(said ?? '')
  );
}
