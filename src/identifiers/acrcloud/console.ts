import * as z from 'zod';
import { AuthenticationError, ProtocolError, type ProviderError, QuotaError, UsageError } from '../../domain/errors.js';
import type { Context } from '../../domain/ports/context.js';
import type { HttpAnswer, HttpRequest } from '../../net/client.js';
import { failureByStatus } from '../../net/failed-answer.js';
import { TransientError } from '../../net/failures.js';
import { jsonOf, notTheAnswer } from '../../net/json.js';
import { text } from '../../net/lenient.js';
import { perSecond } from '../../net/pace.js';
import type { ProviderTools } from '../../net/provider.js';
import { Service } from '../../net/service.js';
import { consoleAddress } from './address.js';

/** Calls about files of a container go to the container's region. */
const regional = (region: string): string => `https://api-${region}.acrcloud.com`;
const PATH = '/api';
/** No limit is published; the vendor's own tools ask a few times a second. */
const CALLS_PER_SECOND = 4;
const AT_ONCE = 2;
/** An upload slower than this isn't worth waiting for: bytes a second. */
const SLOWEST = 20_000;
/** The results of a day of sound, with all that is told of each track. */
const MOST_BYTES = 64 << 20;

export interface ConsoleOptions {
  title: string;
  token: string;
  /** Instead of the vendor's own addresses. */
  server?: string | undefined;
  timeout: number;
  maxWait: number;
}

export interface Asked extends Pick<HttpRequest, 'method' | 'body' | 'headers'> {
  /** Of the container whose files it is about; the console itself when absent. */
  region?: string;
  path: string;
  query?: Record<string, string>;
}

const envelope = z.object({ data: z.unknown() });

/** There is nothing of that number or name. */
export class Missing extends ProtocolError {}

/** ACRCloud's console by its API: containers and their files, buckets and theirs. Nothing here is charged by the call. */
export class Console {
  readonly #options: ConsoleOptions;
  readonly #tools: ProviderTools;
  readonly #service: Service;

  constructor(options: ConsoleOptions, tools: ProviderTools) {
    this.#options = options;
    this.#tools = tools;
    tools.redactor.learn(options.token);
    this.#service = new Service({
      title: options.title,
      rate: perSecond(CALLS_PER_SECOND, AT_ONCE),
      pace: tools.paceOf?.({
        provider: 'acrcloud-console',
        address: consoleAddress(options.server),
        identity: options.token,
      }),
      free: true,
      retry: { longestPauseMs: options.maxWait * 1000 },
      clock: tools.clock,
      random: tools.random,
    });
  }

  /** An answer's `data` by its schema. What can be asked again without harm is, unless `once` says that it isn't. */
  async ask<T extends z.ZodType>(schema: T, asked: Asked, context: Context, once = false): Promise<z.infer<T>> {
    const { title } = this.#options;
    const answer = await this.send(asked, context, once);
    const parsed = schema.safeParse(envelope.safeParse(jsonOf(answer)).data?.data);
    if (!parsed.success) throw notTheAnswer(title, answer, this.#tools.redactor);
    return parsed.data;
  }

  /**
   * The answer as it is; whatever isn't one of success is thrown as what it says. What may have been done though no answer came is
   * not done again where it is to be done `once`: the caller looks whether it was.
   */
  async send(asked: Asked, context: Context, once = false): Promise<HttpAnswer> {
    const { clock, redactor } = this.#tools;
    const { title, server, token } = this.#options;
    const { region, method = 'GET', headers } = asked;
    const base = server === undefined && region !== undefined ? regional(region) : consoleAddress(server);
    const url = new URL(`${base}${PATH}${asked.path}`);
    for (const [name, value] of Object.entries(asked.query ?? {})) url.searchParams.set(name, value);
    const authorised = { accept: 'application/json', authorization: `Bearer ${token}`, ...headers };
    const request = { url, method, headers: authorised, ...(asked.body !== undefined && { body: asked.body }) };
    const attempt = async (signal: AbortSignal): Promise<HttpAnswer> => {
      const answer = await this.#exchange(request, signal);
      const failure =
        refusal(title, answer, region, redactor.quote(messageOf(answer), 160)) ??
        failureByStatus(title, answer, clock, redactor);
      if (failure) throw failure;
      return answer;
    };
    if (!once) return this.#service.call(context, attempt);
    // Its failure is a value to the service, which so asks no second time.
    const outcome = await this.#service.call(context, (signal) =>
      attempt(signal).then(
        (answer) => ({ answer }),
        (error: unknown) => {
          if (!(error instanceof TransientError || error instanceof ProtocolError)) throw error;
          return { error };
        },
      ),
    );
    if ('error' in outcome) throw outcome.error;
    return outcome.answer;
  }

  /** A call to an address that an answer named: without the token, which is nobody else's. What its status means, the caller knows. */
  put(request: Pick<HttpRequest, 'url' | 'method' | 'headers' | 'body'>, { signal }: Context): Promise<HttpAnswer> {
    return this.#exchange(request, signal);
  }

  #exchange(request: Omit<HttpRequest, 'provider' | 'signal'>, signal: AbortSignal): Promise<HttpAnswer> {
    const { title, timeout } = this.#options;
    const { body } = request;
    const bytes = typeof body !== 'object' ? 0 : 'bytes' in body ? body.bytes : body.length;
    const headersMs = timeout * 1000 + (bytes / SLOWEST) * 1000;
    const limits = { headersMs, totalMs: headersMs + timeout * 1000, maxBytes: MOST_BYTES };
    return this.#tools.http.send({ ...request, provider: title, signal, limits });
  }

  close(): Promise<void> {
    return this.#service.close();
  }
}

const said = z.object({ message: text, error: text }).partial();

function messageOf(answer: HttpAnswer): string {
  const { message, error } = said.safeParse(jsonOf(answer)).data ?? {};
  return message ?? error ?? '';
}

/** What the console itself says has gone wrong; null where only the status says anything. */
function refusal(
  title: string,
  { status }: HttpAnswer,
  region: string | undefined,
  words: string,
): ProviderError | null {
  if (status < 400 || status >= 500 || status === 429) return null;
  const quote = words ? `HTTP ${status}, "${words}"` : `HTTP ${status}`;
  if (/invalid container/i.test(words) && region !== undefined) {
    return new ProtocolError(
      title,
      `${title} knows no such container in the region ${region} (${quote}): set ACRCLOUD_REGION to the one that the console shows beside the container.`,
    );
  }
  if (/quota|balance|insufficient|upgrade|limit exceeded|overdue|expired plan/i.test(words) || status === 402) {
    return new QuotaError(
      title,
      `${title} takes no more from this account (${quote}): console.acrcloud.com shows what is left of its plan or trial.`,
    );
  }
  if (status === 401) {
    return new AuthenticationError(
      title,
      `${title} doesn't know the token (${quote}). Check ACRCLOUD_TOKEN: the console's "Developer Settings" make one, and it is shown once.`,
    );
  }
  if (status === 403) {
    return new AuthenticationError(
      title,
      `${title} doesn't let this token do that (${quote}): give it the permissions for File Scanning and buckets in the console's "Developer Settings".`,
    );
  }
  return status === 404 ? new Missing(title, `${title} has nothing of that name (${quote}).`) : null;
}

/** A container or a bucket, as the user named it. */
export interface Place {
  id: string;
  name: string;
  region: string | undefined;
}

const place = z.object({
  id: z
    .union([z.string(), z.number()])
    .transform(String)
    .pipe(z.string().regex(/^[\w-]{1,64}$/)),
  name: text,
  region: z
    .string()
    .regex(/^[a-z0-9-]{1,40}$/)
    .optional()
    .catch(undefined),
});
/** One object, or a list of one. */
const oneOf = <T extends z.ZodType>(item: T) =>
  z.union([
    item,
    z
      .array(item)
      .min(1)
      .transform((list) => list[0]!),
  ]);

const PER_PAGE = 100;
const MOST_PAGES = 50;

/**
 * The container or bucket of this number or name; null where there is none. A number goes before a name that looks like one.
 * `kind` is its path: `fs-containers` or `buckets`.
 */
export async function findPlace(
  console: Console,
  kind: 'fs-containers' | 'buckets',
  wanted: string,
  context: Context,
): Promise<Place | null> {
  for (let page = 1; page <= MOST_PAGES; page++) {
    const query = { page: String(page), per_page: String(PER_PAGE) };
    const list = await console.ask(z.array(place), { path: `/${kind}`, query }, context);
    const found = list.find(({ id }) => id === wanted) ?? list.find(({ name }) => name === wanted);
    if (found) return { id: found.id, name: found.name ?? found.id, region: found.region };
    if (list.length < PER_PAGE) return null;
  }
  return null;
}

export async function makePlace(
  console: Console,
  kind: 'fs-containers' | 'buckets',
  body: Record<string, unknown>,
  context: Context,
): Promise<Place> {
  const request = {
    method: 'POST',
    path: `/${kind}`,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  };
  const made = await console.ask(oneOf(place), request, context, true);
  return { id: made.id, name: made.name ?? made.id, region: made.region };
}

export const noSuchPlace = (what: string, wanted: string, how: string): UsageError =>
  new UsageError(`There is no ${what} "${wanted}" in this ACRCloud account. ${how}`);
