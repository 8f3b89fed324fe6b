import { AuthenticationError, type ProviderError, RateLimitError, UnsupportedError } from '../../domain/errors.js';
import type { Context } from '../../domain/ports/context.js';
import { baseUrl } from '../../net/base-url.js';
import { LeftAloneError, TransientError } from '../../net/failures.js';
import type { Upload } from '../../net/fetch.js';
import { perSecond } from '../../net/pace.js';
import type { ProviderTools } from '../../net/provider.js';
import { Service } from '../../net/service.js';
import { noticing } from '../audd/notice.js';
import { RefusedError, TITLE, verdict } from '../audd/verdict.js';
import type { EnterpriseSettings } from './settings.js';

/** For the answer to come once it has begun. */
const ANSWER_MS = 60_000;
const BUSY_MS = 60_000;

export interface Form {
  body: Upload | Uint8Array;
  contentType: string;
}

/** The enterprise endpoint: one request at a time, and none of them twice. */
export class Endpoint {
  readonly #settings: EnterpriseSettings;
  readonly #tools: ProviderTools;
  readonly #url: string;
  readonly #service: Service;
  readonly #notices = noticing();

  constructor(name: string, settings: EnterpriseSettings, tools: ProviderTools) {
    tools.redactor.learn(settings.apiToken);
    this.#settings = settings;
    this.#tools = tools;
    this.#url = `${baseUrl(settings.host, 'TRACKLISTIFY_AUDD_ENTERPRISE_HOST')}/`;
    this.#service = new Service({
      title: TITLE,
      rate: perSecond(1, 1),
      pace: tools.paceOf?.({ provider: name, address: this.#url, identity: settings.apiToken }),
      // A request costs as many calls as it has chunks, which its maker counts.
      free: true,
      // Only what never left is sent again: whoever wants a pause says so after the upload, and it is for the next run.
      retry: { longestPauseMs: 0 },
      clock: tools.clock,
      random: tools.random,
    });
  }

  /** What it answers to a form. `sending` is called before each attempt. */
  ask(form: Form, sending: () => void, context: Context): Promise<unknown> {
    const { http, clock, redactor } = this.#tools;
    return this.#service.call(context, async (signal) => {
      sending();
      const ms = this.#settings.timeout * 1000;
      const answer = await http.send({
        provider: TITLE,
        url: this.#url,
        headers: { 'content-type': form.contentType },
        body: form.body,
        signal,
        limits: { headersMs: ms, totalMs: ms + ANSWER_MS },
      });
      try {
        if (answer.status === 503) throw new RateLimitError(TITLE, 'AudD is too busy (HTTP 503).');
        const { result, notice } = verdict(answer, clock, redactor);
        this.#notices(notice, context);
        return result;
      } catch (error) {
        throw error instanceof RateLimitError ? later(error, clock.now()) : error;
      }
    });
  }

  close(): Promise<void> {
    return this.#service.close();
  }
}

/** A pause that nobody waits for, however short it is. */
function later({ message, retryAt = 0 }: RateLimitError, now: number): RateLimitError {
  return new RateLimitError(TITLE, message, { retryAt: Math.max(retryAt, now + BUSY_MS) });
}

/** Whether a request that failed so can't have been charged. */
export function isFree(error: unknown): error is ProviderError {
  return (
    (error instanceof TransientError && !error.charged) ||
    error instanceof LeftAloneError ||
    error instanceof AuthenticationError ||
    error instanceof UnsupportedError ||
    error instanceof RateLimitError ||
    error instanceof RefusedError
  );
}
