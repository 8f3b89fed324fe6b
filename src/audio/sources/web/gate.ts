import { randomBytes, timingSafeEqual } from 'node:crypto';
import http from 'node:http';
import net, { type AddressInfo, type LookupFunction, type Socket } from 'node:net';
import type { Agents } from '../../../net/agents.js';
import { openTunnel } from '../../../net/agents.js';
import { portOf, proxyFor } from '../../../net/proxies.js';
import { PrivateFailure } from './lookup.js';

/**
 * A proxy on this machine for a program that fetches by itself, like yt-dlp: names are looked up here, and what may not be
 * reached isn't connected to, whatever page, redirect or playlist leads there. It knows http and tunnels for https, nothing
 * else, and works only for whoever has its password.
 */
export interface Gate {
  /** With the password in it. */
  url: string;
  /** Why something wasn't let through; the first such reason. */
  refusal(): PrivateFailure | null;
  close(): void;
}

export interface GateRules {
  /** The user's own proxies are used behind this one. */
  env: Readonly<Record<string, string | undefined>>;
  connectMs: number;
  agents: Agents;
  /** Gives only addresses that may be reached; the very one that it gives is connected to. */
  lookup: LookupFunction;
  /** Throws PrivateFailure for what may not be reached by its name or number alone. */
  check(url: URL): void;
}

/** Far more than a download in parts makes at once. */
const MOST_CONNECTIONS = 128;
/** What is said between two neighbours and isn't passed on (RFC 9110 §7.6.1). */
const HOP_BY_HOP = /^(connection|keep-alive|proxy-.*|te|trailer|transfer-encoding|upgrade)$/;

export async function openGate(rules: GateRules): Promise<Gate> {
  const password = randomBytes(24).toString('hex');
  const expected = Buffer.from(`Basic ${Buffer.from(`gate:${password}`).toString('base64')}`);
  const isOurs = ({ headers }: http.IncomingMessage): boolean => {
    const given = Buffer.from(headers['proxy-authorization'] ?? '');
    return given.length === expected.length && timingSafeEqual(given, expected);
  };
  const sockets = new Set<Socket>();
  let refusal: PrivateFailure | null = null;
  /** Whether something was refused by the rules; all else is a failure of the network. */
  const isRefused = (error: unknown): boolean => {
    if (!(error instanceof PrivateFailure)) return false;
    refusal ??= error;
    return true;
  };

  const server = http.createServer((request, response) => {
    const fail = (status: number): void => {
      if (response.headersSent) return void response.destroy();
      response.writeHead(status, { ...(status === 407 && ASK), connection: 'close' }).end();
    };
    if (!isOurs(request)) return fail(407);
    const url = URL.canParse(request.url ?? '') ? new URL(request.url!) : null;
    if (url?.protocol !== 'http:') return fail(url ? 403 : 400);
    forward(url, request, response).catch((error: unknown) => fail(isRefused(error) ? 403 : 502));
  });
  server.on('connect', (request: http.IncomingMessage, socket: Socket, head: Buffer) => {
    // It may go away at any time.
    socket.on('error', () => socket.destroy());
    const fail = (line: string): void => void socket.end(`HTTP/1.1 ${line}\r\nconnection: close\r\n\r\n`);
    if (!isOurs(request))
      return fail(`407 Proxy Authentication Required\r\nproxy-authenticate: ${ASK['proxy-authenticate']}`);
    const url = targetOf(request.url ?? '');
    if (!url) return fail('400 Bad Request');
    connectTo(url)
      .then((onward) => {
        track(onward);
        for (const [one, other] of [
          [socket, onward],
          [onward, socket],
        ] as const) {
          one.once('close', () => other.destroy());
        }
        if (socket.destroyed) return void onward.destroy();
        socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
        onward.write(head);
        socket.pipe(onward).pipe(socket);
      })
      .catch((error: unknown) => fail(isRefused(error) ? '403 Forbidden' : '502 Bad Gateway'));
  });
  server.on('connection', track);
  server.maxConnections = MOST_CONNECTIONS;
  await new Promise<void>((done, fail) => {
    server.on('error', fail);
    server.listen(0, '127.0.0.1', done);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://gate:${password}@127.0.0.1:${port}`,
    refusal: () => refusal,
    close() {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };

  function track(socket: Socket): void {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  }

  /** What is sent through another proxy is looked up there; it is looked up here too, as far as that can be done. */
  async function vet(url: URL, proxy: URL | null): Promise<void> {
    rules.check(url);
    if (!proxy) return;
    await new Promise<void>((done, fail) => {
      rules.lookup(bare(url), { all: true }, (error) => (error instanceof PrivateFailure ? fail(error) : done()));
    });
  }

  async function forward(url: URL, request: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
    await vet(url, proxyFor(url, rules.env));
    url.username = '';
    url.password = '';
    const { method = 'GET' } = request;
    // Either side may go away at any time, and more than once.
    for (const side of [request, response]) side.on('error', () => {});
    await new Promise<void>((done, fail) => {
      const headers = { ...endToEnd(request.headers), host: url.host };
      const onward = http.request(url, { method, headers, agent: rules.agents.for(url) });
      onward.on('error', fail);
      response.once('close', () => onward.destroy());
      // Nobody asks for another protocol.
      onward.once('upgrade', (_, socket: Socket) => {
        socket.destroy();
        fail(new Error('an answer in another protocol'));
      });
      onward.once('response', (answer) => {
        answer.on('error', fail);
        const { statusCode = 0 } = answer;
        if (statusCode < 200) {
          // 099 can't be handed on.
          onward.destroy();
          return fail(new Error(`an answer of status ${statusCode}`));
        }
        response.writeHead(statusCode, endToEnd(answer.headers));
        answer.pipe(response);
        answer.once('end', done);
      });
      request.pipe(onward);
    });
  }

  async function connectTo(url: URL): Promise<Socket> {
    const proxy = proxyFor(url, rules.env);
    await vet(url, proxy);
    return new Promise((done, fail) => {
      if (proxy) {
        openTunnel(proxy, `${url.hostname}:${portOf(url)}`, (error, socket) => (socket ? done(socket) : fail(error)));
        return;
      }
      const socket = net.connect({ host: bare(url), port: Number(portOf(url)), lookup: rules.lookup });
      const late = (): void => void socket.destroy(new Error('no connection in time'));
      const timer = setTimeout(late, rules.connectMs);
      socket.on('error', fail);
      socket.once('close', () => clearTimeout(timer));
      socket.once('connect', () => {
        clearTimeout(timer);
        done(socket);
      });
    });
  }
}

const ASK = { 'proxy-authenticate': 'Basic realm="tracklistify"' };

const bare = (url: URL): string => url.hostname.replace(/^\[|\]$/g, '');

/** `host:port` of a CONNECT, written as the URL standard writes it, so that no disguise of a number is left. */
function targetOf(text: string): URL | null {
  if (!/^(\[[^\]/]+\]|[^:/@?#\\[\]]+):\d{1,5}$/.test(text) || !URL.canParse(`https://${text}`)) return null;
  return new URL(`https://${text}`);
}

function endToEnd(headers: http.IncomingHttpHeaders): http.OutgoingHttpHeaders {
  const named = String(headers.connection ?? '')
    .toLowerCase()
    .split(',')
    .map((name) => name.trim());
  return Object.fromEntries(
    Object.entries(headers).filter(([name]) => !HOP_BY_HOP.test(name) && !named.includes(name)),
  );
}
