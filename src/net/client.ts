import { NetworkError, ProtocolError } from '../domain/errors.js';
import type { Agents } from './agents.js';
import { Deadlines, type Limits } from './deadlines.js';
import { TransientError } from './failures.js';
import { ExchangeError, type Fetch, type FetchAnswer, type Upload } from './fetch.js';
import type { Redactor } from './redactor.js';
import { Road } from './road.js';
import { isSameSite } from './site.js';

export interface HttpRequest {
  /** The service's name for people, used in every error: `ACRCloud`. */
  provider: string;
  url: string | URL;
  method?: string;
  headers?: Record<string, string>;
  body?: Uint8Array | string | Upload;
  signal: AbortSignal;
  limits?: Partial<Limits>;
  /**
   * Redirects to other sites are refused unless told otherwise: an API never sends its callers elsewhere. `encrypted` goes
   * anywhere too, and goes on by https where it came by https.
   */
  redirects?: 'same-site' | 'anywhere' | 'encrypted';
}

export interface HttpStream {
  status: number;
  headers: { get(name: string): string | null };
  /** Where the answer came from, after redirects. */
  url: URL;
  /** Errors of the connection come out of it as TransientError. Must be read to its end, or left by `cancel`. */
  body: AsyncIterable<Uint8Array>;
  cancel(): void;
}

export interface HttpAnswer {
  status: number;
  headers: { get(name: string): string | null };
  url: URL;
  body: Uint8Array;
  text(): string;
}

export interface HttpClient {
  /** What every request says of us, unless its own headers say something else. */
  readonly userAgent: string;
  /** The whole answer, in memory, within the limits. */
  send(request: HttpRequest): Promise<HttpAnswer>;
  /** The answer as it comes; `totalMs` and `maxBytes` don't hold unless given. */
  open(request: HttpRequest): Promise<HttpStream>;
  close(): void;
}

const DEFAULT_LIMITS: Limits = { headersMs: 20_000, idleMs: 10_000, totalMs: 40_000, maxBytes: 4 << 20 };
const MOST_REDIRECTS = 5;

export interface HttpClientOptions {
  fetch: Fetch;
  agents: Agents;
  redactor: Redactor;
  userAgent: string;
}

/** The one way to the network: bounded in time and memory, through the user's proxy, with errors that say what happened. */
export function createHttpClient({ fetch, agents, redactor, userAgent }: HttpClientOptions): HttpClient {
  const road = new Road();
  const open = async (request: HttpRequest, limits: Limits): Promise<HttpStream> => {
    const deadlines = new Deadlines(request.provider, limits, request.signal);
    try {
      const { url, answer } = await follow(request, (target, method, body, headers) =>
        fetch(target, {
          method,
          headers: { 'user-agent': userAgent, ...headers },
          ...(body === undefined ? {} : { body: typeof body === 'string' ? new TextEncoder().encode(body) : body }),
          agent: agents.for(target),
          signal: deadlines.signal,
        }),
      );
      deadlines.headersCame();
      road.reached();
      return {
        status: answer.status,
        headers: answer.headers,
        url,
        body: deadlines.guard(answer.body, (error) => explain(error, request, deadlines, redactor)),
        cancel: () => deadlines.cancel(),
      };
    } catch (error) {
      deadlines.settle();
      const failure = explain(error, request, deadlines, redactor);
      if (!(error instanceof ExchangeError) || error.connected || !(failure instanceof TransientError)) throw failure;
      road.failed(new URL(request.url).host);
      // Trying again would only take its time.
      throw road.isClosed ? new NetworkError(failure.provider, failure.message, { cause: failure.cause }) : failure;
    }
  };
  return {
    userAgent,
    open: (request) =>
      open(request, {
        ...DEFAULT_LIMITS,
        totalMs: Number.POSITIVE_INFINITY,
        maxBytes: Number.POSITIVE_INFINITY,
        ...request.limits,
      }),
    async send(request) {
      const stream = await open(request, { ...DEFAULT_LIMITS, ...request.limits });
      const body = await readBody(stream);
      return {
        status: stream.status,
        headers: stream.headers,
        url: stream.url,
        body,
        text: () => new TextDecoder().decode(body),
      };
    },
    close: () => agents.close(),
  };
}

/** What a server says of a failure is a sentence or two, and explained by its first kilobytes, however much it sends. */
const MOST_OF_A_FAILURE = 32 * 1024;

/** All of an answer; of a failure's only the beginning, and the rest isn't waited for. */
async function readBody({ status, body }: HttpStream): Promise<Buffer> {
  const most = status >= 400 ? MOST_OF_A_FAILURE : Number.POSITIVE_INFINITY;
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body) {
    chunks.push(chunk.subarray(0, most - size));
    size += chunk.byteLength;
    // Leaving the loop ends the exchange.
    if (size >= most) break;
  }
  return Buffer.concat(chunks);
}

type Ask = (
  url: URL,
  method: string,
  body: HttpRequest['body'],
  headers: Record<string, string>,
) => Promise<FetchAnswer>;

async function follow(request: HttpRequest, ask: Ask): Promise<{ url: URL; answer: FetchAnswer }> {
  let url = new URL(request.url);
  let method = request.method ?? (request.body === undefined ? 'GET' : 'POST');
  let body = request.body;
  let headers = request.headers ?? {};
  for (let hops = 0; ; hops++) {
    const answer = await ask(url, method, body, headers);
    const location = [301, 302, 303, 307, 308].includes(answer.status) ? answer.headers.get('location') : null;
    if (location === null) return { url, answer };
    const next = redirected(request, url, location);
    if (hops >= MOST_REDIRECTS) throw new ProtocolError(request.provider, `${request.provider} redirects in a circle.`);
    await drop(answer);
    if (answer.status === 303 || (answer.status < 303 && method === 'POST')) {
      method = 'GET';
      body = undefined;
      headers = without(headers, ['content-type', 'content-length']);
    }
    if (next.origin !== url.origin) headers = without(headers, ['authorization', 'cookie']);
    url = next;
  }
}

function redirected(request: HttpRequest, from: URL, location: string): URL {
  const to = URL.canParse(location, from.href) ? new URL(location, from) : null;
  const downgrade = from.protocol === 'https:' && to?.protocol !== 'https:';
  const stays = to !== null && isSameSite(from, to);
  if (to && /^https?:$/.test(to.protocol)) {
    if (request.redirects === 'anywhere' || (stays && !downgrade)) return to;
    if (request.redirects === 'encrypted') {
      if (downgrade) to.protocol = 'https:';
      return to;
    }
  }
  throw new ProtocolError(
    request.provider,
    `${request.provider} (${from.host}) sends us elsewhere${to?.host ? ` (${to.host})` : ''}, which it never should: ` +
      'a wrong host in the settings, or a network that wants a login first (open a web page to see).',
  );
}

const without = (headers: Record<string, string>, names: string[]): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => !names.includes(name.toLowerCase())));

/** An unread body would keep its connection. A redirect's is a few bytes; a longer one costs the connection. */
async function drop(answer: FetchAnswer): Promise<void> {
  let size = 0;
  for await (const chunk of answer.body ?? []) {
    size += chunk.byteLength;
    if (size > 65_536) break;
  }
}

function explain(error: unknown, request: HttpRequest, deadlines: Deadlines, redactor: Redactor): unknown {
  if (request.signal.aborted) return request.signal.reason;
  if (deadlines.failure) return deadlines.failure;
  if (error instanceof ProtocolError) return error;
  const { provider } = request;
  const host = new URL(request.url).host;
  if (error instanceof ExchangeError && !error.connected) {
    return new TransientError(
      provider,
      `Can't reach ${provider} at ${host}: ${redactor.quote(error.reason)}. Check the network (and HTTPS_PROXY, if you are behind one).`,
      { charged: false, cause: new Error(redactor.redact(error.reason)) },
    );
  }
  const reason = redactor.redact(error instanceof Error ? error.message : String(error));
  return new TransientError(provider, `The connection to ${provider} (${host}) broke: ${redactor.quote(reason)}.`, {
    charged: true,
    cause: new Error(reason),
  });
}
