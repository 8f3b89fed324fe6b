import { NetworkError, type ProviderError } from '../../domain/errors.js';
import type { Context } from '../../domain/ports/context.js';
import type { HttpAnswer } from '../../net/client.js';
import { TransientError } from '../../net/failures.js';
import { perSecond } from '../../net/pace.js';
import type { ProviderTools } from '../../net/provider.js';
import { Service } from '../../net/service.js';
import type { ListenbrainzSettings } from './settings.js';
import { endOfWindow, failureOf, TITLE } from './verdict.js';

/** ListenBrainz's API as one user: at its pace, and every refusal thrown as what it is. */
export class ListenbrainzApi {
  readonly #settings: ListenbrainzSettings;
  readonly #tools: ProviderTools;
  readonly #service: Service;

  constructor(settings: ListenbrainzSettings, tools: ProviderTools) {
    this.#settings = settings;
    this.#tools = tools;
    const { apiUrl, token, callsPerSecond, maxWait } = settings;
    this.#service = new Service({
      title: TITLE,
      rate: perSecond(callsPerSecond, 1),
      pace: tools.paceOf?.({ provider: 'listenbrainz', address: apiUrl, identity: token }),
      free: true,
      retry: { repeatCharged: true, longestPauseMs: maxWait * 1000 },
      clock: tools.clock,
      random: tools.random,
    });
  }

  /** What is read from the answer at a path; null when there is no such thing. */
  get<T>(path: string, read: (answer: HttpAnswer) => T, context: Context): Promise<T | null> {
    return this.#service.call(context, async (signal) => {
      const answer = await this.#send('GET', path, undefined, signal);
      return answer.status === 404 ? null : read(answer);
    });
  }

  /**
   * Changes something of the user's. It isn't repeated when nobody knows whether it was done, unless doing it twice comes to
   * the same: the caller looks at what there is before trying again.
   */
  change<T>(
    path: string,
    body: unknown,
    read: (answer: HttpAnswer) => T,
    context: Context,
    { repeatable = false } = {},
  ): Promise<T> {
    return this.#service.call(context, async (signal) => {
      try {
        const answer = await this.#send('POST', path, body, signal);
        if (answer.status === 404) throw new NetworkError(TITLE, 'ListenBrainz has no such playlist any more.');
        return read(answer);
      } catch (cause) {
        if (cause instanceof TransientError && !repeatable) throw new NetworkError(TITLE, cause.message, { cause });
        throw cause;
      }
    });
  }

  close(): Promise<void> {
    return this.#service.close();
  }

  async #send(method: string, path: string, body: unknown, signal: AbortSignal): Promise<HttpAnswer> {
    const { apiUrl, token, timeout } = this.#settings;
    const { http, clock, redactor } = this.#tools;
    const answer = await http.send({
      provider: TITLE,
      method,
      url: `${apiUrl}${path}`,
      headers: {
        authorization: `Token ${token}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal,
      limits: { headersMs: timeout * 1000 },
    });
    const failure: ProviderError | null = failureOf(answer, clock, redactor);
    if (failure) throw failure;
    await this.#heed(answer);
    return answer;
  }

  /** The last call that it allows was this one: the next one waits, instead of being refused. */
  async #heed({ headers }: HttpAnswer): Promise<void> {
    if (headers.get('x-ratelimit-remaining')?.trim() !== '0') return;
    const until = endOfWindow(headers, this.#tools.clock.now());
    if (until !== undefined) await this.#service.pauseUntil(until, 'ListenBrainz allows no more calls for now.');
  }
}
