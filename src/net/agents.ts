import http from 'node:http';
import https from 'node:https';
import type { LookupFunction, Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { basicAuthorization } from './percent.js';
import { portOf, proxyFor } from './proxies.js';

export interface Agents {
  for(url: URL): http.Agent;
  /** Drops idle and unfinished connections, so that the program can end. */
  close(): void;
}

export interface AgentOptions {
  env: Readonly<Record<string, string | undefined>>;
  /** From the first packet to a usable connection: name, TCP, proxy and TLS together. */
  connectMs: number;
  /** Certificates to trust instead of the system's. */
  ca?: string;
  /** How names become addresses, instead of the system's own way; proxies are found by that in any case. */
  lookup?: LookupFunction;
}

/** Servers close idle connections after 5 s (node's own default) to 75 s; one that's kept shorter never meets a closed one. */
const KEEP_IDLE_MS = 4000;

type Connected = (error: Error | null, socket?: Duplex) => void;
type Connect = (options: http.ClientRequestArgs, done: Connected) => Duplex | undefined;

/** Keep-alive connections, through the user's proxy where one is set, each made within a time limit. */
export function createAgents({ env, connectMs, ca, lookup }: AgentOptions): Agents {
  const made = new Map<string, http.Agent>();
  const pending = new Set<Duplex>();
  const options = { keepAlive: true, timeout: KEEP_IDLE_MS, maxFreeSockets: 8, ...(lookup && { lookup }) };
  const make = (url: URL, proxy: URL | null): http.Agent => {
    const secure = url.protocol === 'https:';
    const agent = secure
      ? new https.Agent({ ...options, ...(ca === undefined ? {} : { ca }) })
      : new http.Agent(options);
    const direct = agent.createConnection.bind(agent) as Connect;
    const connect: Connect = !proxy ? direct : secure ? throughTunnel(proxy, direct) : toProxy(proxy, direct);
    agent.createConnection = ((args: http.ClientRequestArgs, done: Connected) =>
      withinTime(connect, connectMs, pending)({ ...args, timeout: undefined }, done)) as typeof agent.createConnection;
    if (proxy && !secure) askByFullAddress(agent, proxy);
    return agent;
  };
  return {
    for(url) {
      const proxy = proxyFor(url, env);
      const key = `${url.protocol} ${proxy?.href ?? ''}`;
      const agent = made.get(key) ?? make(url, proxy);
      made.set(key, agent);
      return agent;
    },
    close() {
      for (const agent of made.values()) agent.destroy();
      for (const socket of pending) socket.destroy();
      made.clear();
    },
  };
}

/** Whatever fails before a connection stands is marked as a failure to connect: nothing has been asked by then. */
function withinTime(connect: Connect, limit: number, pending: Set<Duplex>): Connect {
  return (args, done) => {
    let settled = false;
    let socket: Duplex | undefined;
    const settle = (error: Error | null): void => {
      if (settled) return;
      settled = true;
      clearTimeout(timer);
      if (socket) pending.delete(socket);
      if (error) done(Object.assign(error, { syscall: 'connect' }));
      else done(null, socket);
    };
    const timer = setTimeout(() => {
      const error = Object.assign(new Error(`no connection within ${limit / 1000} s`), { code: 'ETIMEDOUT' });
      settle(error);
      socket?.destroy();
    }, limit);
    const watch = (made: Duplex): void => {
      if (settled) {
        made.destroy();
        return;
      }
      socket = made;
      pending.add(made);
      made.once('error', settle);
      made.once('close', () => settle(new Error('the connection was closed at once')));
      made.once('encrypted' in made ? 'secureConnect' : 'connect', () => {
        made.removeListener('error', settle);
        settle(null);
      });
    };
    const direct = connect(args, (error, made) => {
      if (error) settle(error);
      else if (made && made !== socket) watch(made);
    });
    if (direct) watch(direct);
    return undefined;
  };
}

function authorisation(proxy: URL): Record<string, string> {
  const basic = proxy.username ? basicAuthorization(proxy) : undefined;
  return basic === undefined ? {} : { 'proxy-authorization': basic };
}

/** HTTPS through a proxy: a tunnel, then TLS inside it. */
function throughTunnel(proxy: URL, secured: Connect): Connect {
  return (args, done) => {
    openTunnel(proxy, `${args.host}:${args.port}`, (error, socket) => {
      if (!socket) return done(error);
      const inner = secured({ ...args, socket } as http.ClientRequestArgs, done);
      if (inner) done(null, inner);
    });
    return undefined;
  };
}

/** A connection to `host:port` through a proxy, by CONNECT (RFC 9110 §9.3.6). */
export function openTunnel(proxy: URL, target: string, done: (error: Error | null, socket?: Socket) => void): void {
  const client = proxy.protocol === 'https:' ? https : http;
  const request = client.request({
    host: proxy.hostname.replace(/^\[|\]$/g, ''),
    port: portOf(proxy),
    method: 'CONNECT',
    path: target,
    headers: { host: target, ...authorisation(proxy) },
    agent: false,
  });
  request.once('error', (cause) => done(new Error(`the proxy ${proxy.host} can't be reached: ${cause.message}`)));
  request.once('connect', (answer, socket: Socket) => {
    if (answer.statusCode === 200) return done(null, socket);
    socket.destroy();
    done(new Error(`the proxy ${proxy.host} refused with HTTP ${answer.statusCode}`));
  });
  request.end();
}

/** Plain HTTP through a proxy: the proxy is connected to, and told the whole address (RFC 9112 §3.2.2). */
function toProxy(proxy: URL, direct: Connect): Connect {
  return (args, done) =>
    direct(
      {
        ...args,
        host: proxy.hostname.replace(/^\[|\]$/g, ''),
        port: portOf(proxy),
        path: undefined,
        lookup: undefined,
      },
      done,
    );
}

function askByFullAddress(agent: http.Agent, proxy: URL): void {
  const inner = agent as unknown as { addRequest(request: http.ClientRequest, options: http.ClientRequestArgs): void };
  const addRequest = inner.addRequest.bind(agent);
  inner.addRequest = (request, options) => {
    request.path = `http://${request.getHeader('host')}${request.path}`;
    for (const [name, value] of Object.entries(authorisation(proxy))) request.setHeader(name, value);
    addRequest(request, options);
  };
}
