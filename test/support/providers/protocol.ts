import type http from 'node:http';
import { ExchangeError, type Fetch } from '../../../src/net/fetch.js';
import { type Loopback, loopback } from '../loopback.js';

/** A provider as its protocol sheet describes it, free of sockets: a request in, a reply out. */
export type Provider = (request: ProviderRequest) => Reply | Promise<Reply>;

export interface ProviderRequest {
  method: string;
  url: string;
  headers: http.IncomingHttpHeaders;
  body: Buffer;
}

export interface Reply {
  status: number;
  headers?: Record<string, string>;
  body?: string | Uint8Array;
  /** What goes wrong on the way back. */
  trouble?: 'reset' | 'cut off' | 'never' | 'drip';
}

export const json = (value: unknown, status = 200, headers: Record<string, string> = {}): Reply => ({
  status,
  headers: { 'content-type': 'application/json', ...headers },
  body: JSON.stringify(value),
});

/** Ways of failing that every web service has. */
export const FAULTS: Record<string, () => Reply> = {
  'HTML under 200': () => ({ status: 200, headers: { 'content-type': 'text/html' }, body: '<!DOCTYPE html><p>Login' }),
  'an empty body': () => ({ status: 200, body: '' }),
  'truncated JSON': () => ({ status: 200, body: '{"status":{"code":0,"msg":"Succ' }),
  'no JSON object': () => json([1, 'two', null]),
  'a huge answer': () => ({ status: 200, body: new Uint8Array(100 << 20) }),
  'a redirect elsewhere': () => ({ status: 302, headers: { location: 'https://elsewhere.example/login' } }),
  'a server error': () => ({ status: 502, body: '<html>Bad gateway</html>' }),
  'a broken connection': () => ({ status: 200, trouble: 'reset' }),
  'an answer cut off': () => ({ status: 200, body: '{"status":{"code":0}}', trouble: 'cut off' }),
  'no answer': () => ({ status: 200, trouble: 'never' }),
  'a dripping answer': () => ({ status: 200, trouble: 'drip' }),
};

/** The provider behind a real socket. */
export function serve(provider: Provider, tls?: { cert: string; key: string }): Promise<Loopback> {
  return loopback(async (request, response) => {
    const reply = await provider(request);
    if (reply.trouble === 'reset') return void response.socket?.destroy();
    if (reply.trouble === 'never') return;
    const body = reply.body ?? '';
    const length = reply.trouble === 'cut off' ? { 'content-length': String(body.length + 100) } : {};
    response.writeHead(reply.status, { date: new Date().toUTCString(), ...reply.headers, ...length });
    if (reply.trouble === 'drip') {
      const timer = setInterval(() => response.write(' '), 5);
      response.once('close', () => clearInterval(timer));
      return;
    }
    if (reply.trouble !== 'cut off') return void response.end(body);
    response.write(body, () => response.socket?.destroy());
  }, tls);
}

/** The provider without sockets, for thousands of calls. What would never end breaks off at once. */
export function fetchFrom(provider: Provider): Fetch {
  return async (url, { method, headers, body, signal }) => {
    signal.throwIfAborted();
    const lower = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
    const sent: Uint8Array[] = [];
    if (body && 'open' in body) for await (const piece of body.open()) sent.push(piece);
    else sent.push(body ?? new Uint8Array());
    const reply = await provider({
      method,
      url: `${url.pathname}${url.search}`,
      headers: { host: url.host, ...lower },
      body: Buffer.concat(sent),
    });
    if (reply.trouble) throw new ExchangeError(reply.trouble, true);
    const answered = Object.fromEntries(
      Object.entries(reply.headers ?? {}).map(([name, value]) => [name.toLowerCase(), value]),
    );
    const bytes = typeof reply.body === 'string' ? Buffer.from(reply.body) : (reply.body ?? new Uint8Array());
    return {
      status: reply.status,
      headers: { get: (name) => answered[name.toLowerCase()] ?? null },
      body: (async function* () {
        yield bytes;
      })(),
    };
  };
}

/** The most calls that began within any stretch of this length. */
export function mostWithin(times: readonly number[], milliseconds: number): number {
  return Math.max(0, ...times.map((t) => times.filter((other) => other >= t && other < t + milliseconds).length));
}
