import type { z } from 'zod';
import type { ProviderError } from '../domain/errors.js';
import type { Context } from '../domain/ports/context.js';
import type { Rate } from '../domain/ports/pace.js';
import type { Resolution, Resolver } from '../domain/ports/resolve.js';
import type { Track } from '../domain/track.js';
import type { BreakerOptions } from '../net/breaker.js';
import type { HttpAnswer, HttpRequest } from '../net/client.js';
import { keptOr, NotKept } from '../net/kept.js';
import type { ProviderTools } from '../net/provider.js';
import type { RetryPolicy } from '../net/retry.js';
import { Service } from '../net/service.js';

/** One look for a track: what it may do besides looking at what is kept. */
export interface Look {
  context: Context;
  keptOnly: boolean;
}

export interface CatalogueOptions {
  /** As in the cache and in events. */
  name: string;
  title: string;
  /** To be raised when answers are read differently, so that old readings aren't used. */
  reading: number;
  /** Without a slash at its end. */
  base: string;
  rate: Rate;
  /** The account that is asked as, where its limits are its own. */
  identity?: string;
  /** Seconds. */
  timeout: number;
  maxWait: number;
  headers?: Record<string, string>;
  /** Added to every address, and to no key of the cache: a user's own key. */
  secretQuery?: Record<string, string>;
  retry?: Partial<RetryPolicy>;
  breaker?: Partial<BreakerOptions>;
  /** Where it may send us; nowhere else when absent. */
  redirects?: HttpRequest['redirects'];
  /** What has gone wrong; null where the answer can be read, 404s among them. */
  failureOf(answer: HttpAnswer): ProviderError | null;
  /** For how many milliseconds it is to be left alone after an answer that tells how many more calls it takes; 0 for none. */
  pauseAfter?(answer: HttpAnswer): number;
}

/** A service that is asked by addresses alone. It is asked no faster than it wants, and nothing twice: answers are kept. */
export class Catalogue {
  readonly #options: CatalogueOptions;
  readonly #tools: ProviderTools;
  readonly #service: Service;

  constructor(options: CatalogueOptions, tools: ProviderTools) {
    this.#options = options;
    this.#tools = tools;
    const { name, title, base, rate, identity, maxWait, retry, breaker = {} } = options;
    this.#service = new Service({
      title,
      rate,
      pace: tools.paceOf?.({ provider: name, address: base, ...(identity !== undefined && { identity }) }),
      free: true,
      retry: { repeatCharged: true, longestPauseMs: maxWait * 1000, ...retry },
      breaker,
      clock: tools.clock,
      random: tools.random,
    });
  }

  /**
   * What is read from the answer at a path, or was before; null where there is no such thing. `schema` is of what is read, for
   * it is that which is kept.
   */
  async get<T>(
    path: string,
    schema: z.ZodType<T>,
    read: (answer: HttpAnswer) => T | null,
    { context, keptOnly }: Look,
  ): Promise<T | null> {
    const { name, reading } = this.#options;
    const ask = keptOnly ? null : () => this.#ask(path, read, context);
    const { found, kept } = await keptOr(this.#tools.keeping, `${name}/${reading}${path}`, schema, ask);
    if (kept) context.emit({ type: 'call', provider: name, mixTime: 0, outcome: 'cached' });
    return found;
  }

  close(): Promise<void> {
    return this.#service.close();
  }

  async #heed(answer: HttpAnswer): Promise<void> {
    const { title, pauseAfter } = this.#options;
    const pause = pauseAfter?.(answer) ?? 0;
    const until = this.#tools.clock.now() + pause;
    if (pause > 0) await this.#service.pauseUntil(until, `${title} takes no more calls for the moment.`);
  }

  #ask<T>(path: string, read: (answer: HttpAnswer) => T | null, context: Context): Promise<T | null> {
    const { name, title, base, headers, secretQuery, timeout, redirects, failureOf } = this.#options;
    const report = (outcome: 'match' | 'no-match' | 'error', message?: string): void =>
      context.emit({ type: 'call', provider: name, mixTime: 0, outcome, ...(message !== undefined && { message }) });
    const secret = secretQuery ? new URLSearchParams(secretQuery).toString() : '';
    const url = `${base}${path}${secret && `${path.includes('?') ? '&' : '?'}${secret}`}`;
    return this.#service.call(context, async (signal) => {
      try {
        const limits = { headersMs: timeout * 1000 };
        const request = { provider: title, url, headers: { ...headers }, signal, limits };
        const answer = await this.#tools.http.send({ ...request, ...(redirects && { redirects }) });
        const failure = failureOf(answer);
        if (failure) throw failure;
        await this.#heed(answer);
        const found = answer.status === 404 ? null : read(answer);
        report(found === null || (Array.isArray(found) && found.length === 0) ? 'no-match' : 'match');
        return found;
      } catch (error) {
        if (!context.signal.aborted) report('error', (error as Error).message);
        throw error;
      }
    });
  }
}

/** A resolver by how it looks a track up, which is the same whether it may ask or not. */
export function resolverOf(
  name: string,
  lookUp: (track: Track, look: Look) => Promise<Resolution | null>,
  after?: readonly string[],
): Resolver & Required<Pick<Resolver, 'recall'>> {
  return {
    name,
    ...(after && { after }),
    resolve: (track, context) => lookUp(track, { context, keptOnly: false }),
    async recall(track, context) {
      try {
        return await lookUp(track, { context, keptOnly: true });
      } catch (error) {
        if (error instanceof NotKept) return null;
        throw error;
      }
    },
  };
}
