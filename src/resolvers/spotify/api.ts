import { AuthenticationError, NetworkError } from '../../domain/errors.js';
import type { Context } from '../../domain/ports/context.js';
import { baseUrl } from '../../net/base-url.js';
import type { HttpAnswer } from '../../net/client.js';
import { TransientError } from '../../net/failures.js';
import { perSecond } from '../../net/pace.js';
import type { ProviderTools } from '../../net/provider.js';
import { Service } from '../../net/service.js';
import type { SpotifySettings } from './settings.js';
import { failureOf, TITLE } from './verdict.js';

/** The app's own tokens, or those of a user who has logged in. */
export interface Tokens {
  get(signal: AbortSignal): Promise<string>;
  /** It was refused, so it has ended before its time. */
  forget(value: string): void;
  /** Said when even a new token is refused. */
  readonly refused: string;
}

/** Asks the token endpoint; `basic` are the app's own credentials, where it uses them. */
export type AskAccounts = (form: Record<string, string>, signal: AbortSignal, basic?: string) => Promise<HttpAnswer>;

export const accountsUrl = (settings: Pick<SpotifySettings, 'accountsUrl'>): string =>
  baseUrl(settings.accountsUrl, 'TRACKLISTIFY_SPOTIFY_ACCOUNTS_URL');

export function askAccounts(
  settings: Pick<SpotifySettings, 'accountsUrl' | 'timeout'>,
  { http }: Pick<ProviderTools, 'http'>,
): AskAccounts {
  const url = `${accountsUrl(settings)}/api/token`;
  return (form, signal, basic) =>
    http.send({
      provider: TITLE,
      url,
      headers: {
        ...(basic === undefined ? {} : { authorization: `Basic ${basic}` }),
        'content-type': 'application/x-www-form-urlencoded',
      },
      body: new URLSearchParams(form).toString(),
      signal,
      limits: { headersMs: settings.timeout * 1000 },
    });
}

/** Spotify's Web API: one rate, one token, and every refusal thrown as what it is. */
export class SpotifyApi {
  readonly #service: Service;
  readonly #base: string;
  readonly #settings: Pick<SpotifySettings, 'timeout'>;
  readonly #tools: ProviderTools;
  readonly #tokens: Tokens;

  constructor(
    settings: Pick<SpotifySettings, 'clientId' | 'apiUrl' | 'callsPerSecond' | 'timeout' | 'maxWait'>,
    tools: ProviderTools,
    tokens: Tokens,
  ) {
    this.#settings = settings;
    this.#tools = tools;
    this.#tokens = tokens;
    this.#base = baseUrl(settings.apiUrl, 'TRACKLISTIFY_SPOTIFY_API_URL');
    this.#service = new Service({
      title: TITLE,
      rate: perSecond(settings.callsPerSecond, 2),
      pace: tools.paceOf?.({ provider: 'spotify', address: this.#base, identity: settings.clientId }),
      free: true,
      retry: { repeatCharged: true, longestPauseMs: settings.maxWait * 1000 },
      clock: tools.clock,
      random: tools.random,
    });
  }

  /** What is read from the answer at a path; null when there is no such thing. */
  get<T>(path: string, read: (answer: HttpAnswer) => T, context: Context): Promise<T | null> {
    return this.#service.call(context, async (signal) => {
      const answer = await this.#send('GET', path, undefined, signal);
      if (answer.status === 404) return null;
      this.#judge(answer);
      return read(answer);
    });
  }

  /**
   * Changes something in the user's account. It isn't repeated when nobody knows whether it was done: the caller looks at
   * what there is before trying again.
   */
  change<T>(
    method: 'POST' | 'PUT',
    path: string,
    body: unknown,
    read: (answer: HttpAnswer) => T,
    context: Context,
  ): Promise<T> {
    return this.#service.call(context, async (signal) => {
      try {
        const answer = await this.#send(method, path, body, signal);
        this.#judge(answer);
        return read(answer);
      } catch (cause) {
        if (cause instanceof TransientError) throw new NetworkError(TITLE, cause.message, { cause });
        throw cause;
      }
    });
  }

  close(): Promise<void> {
    return this.#service.close();
  }

  async #send(method: string, path: string, body: unknown, signal: AbortSignal): Promise<HttpAnswer> {
    for (let attempt = 1; ; attempt++) {
      const bearer = await this.#tokens.get(signal);
      const answer = await this.#tools.http.send({
        provider: TITLE,
        method,
        url: `${this.#base}${path}`,
        headers: {
          authorization: `Bearer ${bearer}`,
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        signal,
        limits: { headersMs: this.#settings.timeout * 1000 },
      });
      if (answer.status !== 401) return answer;
      this.#tokens.forget(bearer);
      if (attempt > 1) throw new AuthenticationError(TITLE, this.#tokens.refused);
    }
  }

  #judge(answer: HttpAnswer): void {
    const failure = failureOf(answer, this.#tools.clock, this.#tools.redactor);
    if (failure) throw failure;
  }
}
