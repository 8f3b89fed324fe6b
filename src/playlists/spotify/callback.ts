import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { UsageError } from '../../domain/errors.js';
import { reasonIn } from '../../domain/system-words.js';
import { type Attempt, type Callback, readCallback } from './pkce.js';

/** What the browser's tab shows at the end: fixed sentences, nothing that came with the request. */
const PAGES = {
  done: 'Logged in. You can close this tab and go back to the terminal.',
  refused: 'Spotify was not allowed to log in. The terminal says more; you can close this tab.',
  foreign: 'This page does not belong to the login that is under way. Use the address that the terminal shows.',
};

/** Waits on this machine for the browser to come back from Spotify's login page. */
export interface CallbackServer {
  port: number;
  /** The first answer to this attempt; what doesn't belong to it is turned away. */
  answered: Promise<Exclude<Callback, { foreign: true }>>;
  close(): Promise<void>;
}

/** On the loopback address only, and on any free port when none is named. Throws UsageError for a port that is taken. */
export async function listenForCallback(port: number, attempt: Pick<Attempt, 'state'>): Promise<CallbackServer> {
  let tell: (callback: Exclude<Callback, { foreign: true }>) => void;
  const answered = new Promise<Exclude<Callback, { foreign: true }>>((resolve) => {
    tell = resolve;
  });
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://127.0.0.1');
    const reply = (status: number, sentence: string): void => {
      const html = `<!doctype html><meta charset="utf-8"><title>tracklistify</title><p>${sentence}</p>`;
      response.writeHead(status, {
        'content-type': 'text/html; charset=utf-8',
        'cache-control': 'no-store',
        // The address holds the code: it goes nowhere from here.
        'referrer-policy': 'no-referrer',
        connection: 'close',
      });
      response.end(html);
    };
    if (request.method !== 'GET' || url.pathname !== '/callback') return reply(404, PAGES.foreign);
    const callback = readCallback(url.searchParams, attempt);
    if ('foreign' in callback) return reply(400, PAGES.foreign);
    // Told once the page is on its way, so that the browser isn't cut off by the program's end.
    response.once('close', () => tell(callback));
    reply(200, 'code' in callback ? PAGES.done : PAGES.refused);
  });
  await listen(server, port);
  return {
    port: (server.address() as AddressInfo).port,
    answered,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => {
      const reason = reasonIn(cause);
      reject(
        new UsageError(`Can't wait for the browser on port ${port}: ${reason}. Choose another one with --port.`, {
          cause,
        }),
      );
    });
    server.listen(port, '127.0.0.1', resolve);
  });
}
