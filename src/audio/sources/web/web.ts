import type http from 'node:http';
import type { LookupFunction } from 'node:net';
import { SourceError } from '../../../domain/errors.js';
import { type Agents, createAgents } from '../../../net/agents.js';
import { basicAuthorization } from '../../../net/percent.js';
import { proxyFor } from '../../../net/proxies.js';
import { retryAfter } from '../../../net/retry.js';
import { isLocalName, isPrivateAddress, literalAddress, type Reach, webAddress } from './address.js';
import { asFailures, headerText, piecesOf } from './body.js';
import { exchange } from './exchange.js';
import { failureOf } from './failures.js';
import { type Gate, openGate } from './gate.js';
import { anyLookup, PrivateFailure, publicLookup } from './lookup.js';
import { packingOf, unpack } from './unpack.js';

/**
 * The way to media on the network. Every address that is connected to, redirects and look-ups included, is held against
 * the rules of address.ts; every wait has an end; failures are sentences.
 */
export interface Web {
  open(request: WebRequest): Promise<WebAnswer>;
  /** A proxy for a program that fetches by itself, which is held to the same rules; to be closed before the rest. */
  gate(reach: Reach): Promise<Gate>;
  close(): void;
}

export interface WebRequest {
  url: URL;
  headers?: Record<string, string>;
  /** `anywhere` for what the user named; for an address that was found inside something fetched, that one's `reach`. */
  reach: Reach;
  signal: AbortSignal;
  /** Longest silence in the middle of the answer, in milliseconds. */
  idleMs?: number;
  /** Statuses besides 2xx that aren't failures. */
  statuses?: readonly number[];
}

export interface WebAnswer {
  status: number;
  /** Values as UTF-8 where they are that, else as Latin-1; null where there is none. */
  headers: { get(name: string): string | null };
  /** Where it came from, after redirects: what relative addresses inside count from. */
  url: URL;
  /** Where addresses inside it may lead. */
  reach: Reach;
  /** Bytes of the whole body; null when the server doesn't say, or when it is packed and unpacked here. */
  length: number | null;
  /** It came compressed, so that its bytes aren't those of a range. */
  packed: boolean;
  /** Fails with a WebFailure. To be read to its end, or left by `cancel`. */
  body: AsyncIterable<Uint8Array>;
  cancel(): void;
}

export interface WebOptions {
  env: Readonly<Record<string, string | undefined>>;
  userAgent: string;
  /** Lets addresses from anywhere lead to private ones. `never` is false, and a refusal doesn't say how to change that. */
  allowPrivate?: boolean | 'never';
  connectMs?: number;
  headersMs?: number;
  idleMs?: number;
  now?: () => number;
  /** Certificates to trust instead of the system's. */
  ca?: string;
  /** How names become addresses. */
  lookup?: LookupFunction;
  /** What counts as private, for tests that play the public network on the loopback one. */
  isPrivate?: (address: string) => boolean;
}

const MOST_REDIRECTS = 8;
const REDIRECTS: readonly number[] = [301, 302, 303, 307, 308];

export function createWeb(options: WebOptions): Web {
  const { env, connectMs = 15_000, ca, isPrivate = isPrivateAddress } = options;
  const allowPrivate = options.allowPrivate === true;
  const refusal = (host: string): PrivateFailure => new PrivateFailure(host, options.allowPrivate !== 'never');
  const lookup = options.lookup ?? anyLookup;
  const make = (by: LookupFunction): Agents =>
    createAgents({ env, connectMs, lookup: by, ...(ca === undefined ? {} : { ca }) });
  // Apart, so that a connection to a private address made for the user is never used for somebody else's link.
  const lookups: Record<Reach, LookupFunction> = { anywhere: lookup, public: publicLookup(isPrivate, refusal, lookup) };
  const agents: Record<Reach, Agents> = { anywhere: make(lookups.anywhere), public: make(lookups.public) };

  /** What can be told without a connection; a look-up tells the rest. Through a proxy, that is all there is. */
  const check = (url: URL, reach: Reach): void => {
    if (reach === 'anywhere') return;
    const address = literalAddress(url);
    if (address ? isPrivate(address) : isLocalName(url.hostname) && !options.lookup) throw refusal(url.host);
  };

  const reachAfter = (url: URL, answer: http.IncomingMessage, reach: Reach): Reach => {
    if (allowPrivate || reach === 'public') return reach;
    const peer = proxyFor(url, env) ? literalAddress(url) : (answer.socket.remoteAddress ?? literalAddress(url));
    const isHere = peer === null ? isLocalName(url.hostname) : isPrivate(peer);
    return isHere ? 'anywhere' : 'public';
  };

  return {
    async open(request) {
      const { signal, statuses = [] } = request;
      let url = request.url;
      let reach: Reach = allowPrivate ? 'anywhere' : request.reach;
      let authorization = basicAuthorization(url);
      for (let hops = 0; ; hops++) {
        check(url, reach);
        const headers: Record<string, string> = {
          'user-agent': options.userAgent,
          accept: '*/*',
          'accept-encoding': 'identity',
          ...(authorization && { authorization }),
          ...request.headers,
        };
        const answer = await exchange(url, headers, agents[reach], signal, options.headersMs ?? 30_000);
        reach = reachAfter(url, answer, reach);
        const location = REDIRECTS.includes(answer.statusCode!) ? answer.headers.location : undefined;
        if (location !== undefined) {
          answer.destroy();
          if (hops >= MOST_REDIRECTS) throw new SourceError(`"${request.url.host}" redirects in a circle.`);
          const next = webAddress(location, url);
          if (url.protocol === 'https:' && next.protocol === 'http:' && authorization) authorization = undefined;
          if (next.origin !== url.origin) authorization = undefined;
          authorization = basicAuthorization(next) ?? authorization;
          url = next;
          continue;
        }
        const status = answer.statusCode!;
        const failure = failureOf(
          url,
          status,
          retryAfter(answer.headers['retry-after'] ?? null, (options.now ?? Date.now)()),
        );
        if (failure && !statuses.includes(status)) {
          answer.destroy();
          throw failure;
        }
        return await toAnswer(answer, url, reach, signal, request.idleMs ?? options.idleMs ?? 30_000);
      }
    },
    gate(wanted) {
      const reach = allowPrivate ? 'anywhere' : wanted;
      return openGate({
        env,
        connectMs,
        agents: agents[reach],
        lookup: lookups[reach],
        check: (url) => check(url, reach),
      });
    },
    close() {
      for (const each of Object.values(agents)) each.close();
    },
  };
}

async function toAnswer(
  answer: http.IncomingMessage,
  url: URL,
  reach: Reach,
  signal: AbortSignal,
  idleMs: number,
): Promise<WebAnswer> {
  const pieces = piecesOf(answer, url, signal, idleMs);
  const first = await pieces.next();
  const head = first.done ? new Uint8Array() : first.value;
  const packing = packingOf(answer.headers['content-encoding'] ?? null, head);
  const length = Number(answer.headers['content-length'] ?? Number.NaN);
  const whole = (async function* () {
    try {
      if (head.length > 0) yield head;
      yield* pieces;
    } finally {
      answer.destroy();
    }
  })();
  return {
    status: answer.statusCode!,
    headers: { get: (name) => headerText(answer.headers[name.toLowerCase()]) },
    url,
    reach,
    length: packing === null && Number.isSafeInteger(length) ? length : null,
    packed: packing !== null,
    body: packing === null ? whole : asFailures(unpack(whole, packing, url), url, signal),
    cancel: () => void answer.destroy(),
  };
}
