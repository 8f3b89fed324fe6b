import http from 'node:http';
import https from 'node:https';
import type { Duplex } from 'node:stream';
import { SourceError } from '../../../domain/errors.js';
import type { Agents } from '../../../net/agents.js';
import { connectionFailure, WebFailure } from './failures.js';
import { asHttp, isIcyReply } from './icy-reply.js';

/** Asks once, and a second time where the answer is that of an old radio server. Fails with a WebFailure. */
export async function exchange(
  url: URL,
  headers: Record<string, string>,
  agents: Agents,
  signal: AbortSignal,
  headersMs: number,
): Promise<http.IncomingMessage> {
  try {
    return await request(url, { headers, agent: agents.for(url) }, signal, headersMs);
  } catch (error) {
    signal.throwIfAborted();
    if (url.protocol !== 'http:' || !isIcyReply(error))
      throw error instanceof SourceError ? error : connectionFailure(url, error);
  }
  try {
    const agent = agents.for(url);
    return await request(url, { headers, agent: onceAsHttp(agent) }, signal, headersMs);
  } catch (error) {
    signal.throwIfAborted();
    throw error instanceof SourceError ? error : connectionFailure(url, error);
  }
}

/** Makes its connections as another agent does, and reads an `ICY` answer as HTTP. Used once, so nothing is kept. */
function onceAsHttp(inner: http.Agent): http.Agent {
  const { options } = inner as http.Agent & { options: http.AgentOptions };
  const agent = new http.Agent({ ...options, keepAlive: false });
  type Connect = (args: http.ClientRequestArgs, done: (error: Error | null, socket?: Duplex) => void) => undefined;
  const connect = inner.createConnection.bind(inner) as unknown as Connect;
  agent.createConnection = ((args: http.ClientRequestArgs, done: (error: Error | null, socket?: Duplex) => void) =>
    connect(args, (error, socket) =>
      done(error, socket && asHttp(socket)),
    )) as unknown as typeof agent.createConnection;
  return agent;
}

function request(
  url: URL,
  { headers, agent }: { headers: Record<string, string>; agent: http.Agent },
  signal: AbortSignal,
  headersMs: number,
): Promise<http.IncomingMessage> {
  return new Promise((resolve, reject) => {
    const client = url.protocol === 'https:' ? https : http;
    const target = new URL(url);
    // They travel in a header of their own; the hash stays here.
    target.username = '';
    target.password = '';
    const asked = client.request(target, { method: 'GET', headers, agent, signal });
    const timer = setTimeout(() => {
      asked.destroy(new WebFailure(`${url.host} sent no answer within ${headersMs / 1000} s.`, { passing: true }));
    }, headersMs);
    asked.once('error', (error) => {
      clearTimeout(timer);
      reject(error);
    });
    asked.once('response', (answer) => {
      clearTimeout(timer);
      resolve(answer);
    });
    asked.end();
  });
}
