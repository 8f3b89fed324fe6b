import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { TracklistifyError, UsageError } from '../domain/errors.js';
import { reasonIn } from '../domain/system-words.js';
import { HEADERS } from './answers.js';
import { baseOf, type Door, refusalOf } from './guard.js';
import { refuse, refuseBy } from './review.js';

export interface Served {
  /** Of the page; nobody is answered who doesn't know it. */
  address: string;
  close(): Promise<void>;
}

/** Answers one request that got through the door. */
export type Answer = (
  path: string,
  query: URLSearchParams,
  request: IncomingMessage,
  response: ServerResponse,
) => Promise<void>;

/**
 * Serves on this machine alone, under a token, on any free port where none is named. Throws UsageError for a port that is taken.
 * What fails without a sentence of its own is told to `onBug`.
 */
export async function serve({ port, token }: Door, answer: Answer, onBug: (error: unknown) => void): Promise<Served> {
  const door = { port, token };
  const server = createServer((request, response) => {
    for (const [name, value] of Object.entries(HEADERS)) response.setHeader(name, value);
    const refusal = refusalOf(request, door);
    if (refusal) {
      if (refusal.status === 405) response.setHeader('allow', 'GET, HEAD, POST');
      // What comes with it isn't read.
      response.setHeader('connection', 'close');
      return refuse(response, refusal.status, refusal.message);
    }
    const { pathname, searchParams } = new URL(request.url!, 'http://127.0.0.1');
    answer(pathname.slice(token.length + 2), searchParams, request, response).catch((error: unknown) => {
      if (response.headersSent) response.destroy();
      else if (error instanceof TracklistifyError) return refuseBy(response, error);
      else refuse(response, 500, 'That failed, by a mistake in the program: the terminal says more.');
      if (!isGone(error)) onBug(error);
    });
  });
  await listen(server, port);
  door.port = (server.address() as AddressInfo).port;
  return {
    address: baseOf(door),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** The other side has left, or the program is ending. */
const isGone = (error: unknown): boolean =>
  ['AbortError'].includes((error as Error).name) ||
  ['ECONNRESET', 'EPIPE', 'ERR_STREAM_PREMATURE_CLOSE'].includes((error as NodeJS.ErrnoException).code ?? '');

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => {
      const why = cause.code === 'EADDRINUSE' ? 'another program has it' : reasonIn(cause);
      reject(
        new UsageError(`The page can't be served on port ${port}: ${why}. Choose another one with --port.`, { cause }),
      );
    });
    server.listen(port, '127.0.0.1', resolve);
  });
}
