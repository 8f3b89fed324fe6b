import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { NetworkError } from '../../domain/errors.js';
import type { Context } from '../../domain/ports/context.js';
import { baseUrl } from '../../net/base-url.js';
import type { HttpAnswer } from '../../net/client.js';
import { TransientError } from '../../net/failures.js';
import { perSecond } from '../../net/pace.js';
import type { ProviderTools } from '../../net/provider.js';
import { Service } from '../../net/service.js';
import { version } from '../../version.js';
import type { AcoustidSettings } from './settings.js';
import { NAME, type Refusal, TITLE, verdict } from './verdict.js';

const FORM = { 'content-type': 'application/x-www-form-urlencoded', 'content-encoding': 'gzip' };
const packed = promisify(gzip);

/** What was answered, or what of the question was refused. */
export type Told<T> = { told: T } | { refused: Refusal };

/** Of fields some may be there several times. */
export type Fields = readonly (readonly [name: string, value: string])[];

export interface Question<T> {
  path: string;
  fields: Fields;
  /** In the address; else in a form, packed. */
  inAddress?: boolean;
  read(answer: HttpAnswer): T;
  /** How the call is reported. */
  isMatch(told: T): boolean;
}

/** AcoustID's web service: forms, packed, no faster than it asks for; every refusal of who asks is thrown as what it is. */
export class AcoustidApi {
  readonly #service: Service;
  readonly #base: string;
  readonly #settings: AcoustidSettings;
  readonly #tools: ProviderTools;

  constructor(settings: AcoustidSettings, tools: ProviderTools) {
    const { key, userKey, apiUrl, callsPerSecond, maxWait } = settings;
    this.#settings = settings;
    this.#tools = tools;
    for (const secret of [key, userKey]) if (secret) tools.redactor.learn(secret);
    this.#base = baseUrl(apiUrl, 'TRACKLISTIFY_ACOUSTID_API_URL');
    this.#service = new Service({
      title: TITLE,
      rate: perSecond(callsPerSecond, 2),
      // By its address alone: whatever the application, it counts who asks.
      pace: tools.paceOf?.({ provider: NAME, address: this.#base }),
      free: true,
      retry: { repeatCharged: true, longestPauseMs: maxWait * 1000 },
      clock: tools.clock,
      random: tools.random,
    });
  }

  /** Asks what changes nothing; again where nobody knows what became of the question. */
  ask<T>(question: Question<T>, context: Context): Promise<Told<T>> {
    return this.#service.call(context, (signal) => this.#send(question, { ...context, signal }));
  }

  /** Hands something on. Whether it has arrived nobody knows where the answer is lost: it isn't sent again by itself. */
  give<T>(question: Question<T>, context: Context): Promise<Told<T>> {
    return this.#service.call(context, async (signal) => {
      try {
        return await this.#send(question, { ...context, signal });
      } catch (cause) {
        if (cause instanceof TransientError && cause.charged) throw new NetworkError(TITLE, cause.message, { cause });
        throw cause;
      }
    });
  }

  close(): Promise<void> {
    return this.#service.close();
  }

  async #send<T>({ path, fields, inAddress, read, isMatch }: Question<T>, { signal, emit }: Context): Promise<Told<T>> {
    const { http, clock, redactor } = this.#tools;
    const { key, timeout } = this.#settings;
    const own = { client: key, clientversion: version, format: 'json' };
    const form = new URLSearchParams(own);
    for (const [name, value] of fields) form.append(name, value);
    const url = `${this.#base}/v2/${path}`;
    const report = (outcome: 'match' | 'no-match' | 'error', message?: string): void =>
      emit({ type: 'call', provider: NAME, mixTime: 0, outcome, ...(message !== undefined && { message }) });
    try {
      const answer = await http.send({
        provider: TITLE,
        ...(inAddress ? { url: `${url}?${form}` } : { url, headers: FORM, body: await packed(form.toString()) }),
        signal,
        limits: { headersMs: timeout * 1000 },
      });
      const refused = verdict(answer, clock, redactor);
      const result: Told<T> = refused ? { refused } : { told: read(answer) };
      report('told' in result && isMatch(result.told) ? 'match' : 'no-match');
      return result;
    } catch (error) {
      if (!signal.aborted) report('error', (error as Error).message);
      throw error;
    }
  }
}
