import type { IncomingMessage } from 'node:http';

/** Whom a server on this machine answers. */
export interface Door {
  port: number;
  /** The part of the address that nobody else knows. */
  token: string;
}

/** Sent by our own page: no other one may send it to us, since we never allow that (CORS). */
const OWN_HEADER = 'x-tracklistify';

export const baseOf = ({ port, token }: Door): string => `http://127.0.0.1:${port}/${token}/`;

/**
 * Why a request isn't answered; null for one that is. A page of the web may send requests here, directly or by giving its own name
 * this machine's address (DNS rebinding): it knows neither the token nor may it send the header.
 */
export function refusalOf(
  { method = '', url = '', headers }: Pick<IncomingMessage, 'method' | 'url' | 'headers'>,
  door: Door,
): { status: number; message: string } | null {
  const hosts = [`127.0.0.1:${door.port}`, `localhost:${door.port}`];
  if (!hosts.includes(headers.host?.toLowerCase() ?? '')) {
    return { status: 403, message: 'This address is answered on this machine alone.' };
  }
  if (!url.startsWith(`/${door.token}/`)) return { status: 404, message: 'There is nothing here.' };
  if (method === 'GET' || method === 'HEAD') return null;
  if (method !== 'POST') return { status: 405, message: 'That is no way to ask here.' };
  const { origin } = headers;
  const isOwn = origin === undefined || hosts.some((host) => origin.toLowerCase() === `http://${host}`);
  if (isOwn && headers[OWN_HEADER] === '1') return null;
  return { status: 403, message: 'Only the page itself may change something.' };
}
