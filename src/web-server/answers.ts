import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { wantedOf } from './range.js';

/** On every answer: nothing is kept, framed, guessed or told to others. */
export const HEADERS: Readonly<Record<string, string>> = {
  'content-security-policy': [
    ...["default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self' data:", "media-src 'self'"],
    ...["connect-src 'self'", "base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'"],
  ].join('; '),
  'x-content-type-options': 'nosniff',
  'cache-control': 'no-store',
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
};

/** What can be given in parts. */
export interface Content {
  type: string;
  size: number;
  tag: string;
  read(start: number, end: number, signal: AbortSignal): AsyncIterable<Uint8Array>;
}

export function sendJson(response: ServerResponse, status: number, value: unknown): void {
  sendText(response, status, 'application/json', JSON.stringify(value));
}

export function sendText(response: ServerResponse, status: number, type: string, text: string | Uint8Array): void {
  const bytes = typeof text === 'string' ? Buffer.from(text) : text;
  response.writeHead(status, { 'content-type': `${type}; charset=utf-8`, 'content-length': bytes.length });
  response.end(response.req.method === 'HEAD' ? undefined : bytes);
}

/** All of it, or the part that is asked for: as much is read as is taken, and no more than asked. */
export async function sendContent(request: IncomingMessage, response: ServerResponse, content: Content): Promise<void> {
  const { type, size, tag, read } = content;
  const wanted = wantedOf(request.method === 'GET' ? request.headers : {}, size, tag);
  const headers = { 'content-type': type, 'accept-ranges': 'bytes', etag: `"${tag}"` };
  if (wanted === 'nothing') {
    response.writeHead(416, { ...headers, 'content-range': `bytes */${size}`, 'content-length': 0 }).end();
    return;
  }
  const part = wanted === 'whole' ? { start: 0, end: size } : wanted;
  response.writeHead(wanted === 'whole' ? 200 : 206, {
    ...headers,
    'content-length': part.end - part.start,
    ...(wanted !== 'whole' && { 'content-range': `bytes ${part.start}-${part.end - 1}/${size}` }),
  });
  if (request.method === 'HEAD' || part.start === part.end) {
    response.end();
    return;
  }
  const gone = new AbortController();
  response.once('close', () => gone.abort());
  try {
    await pipeline(read(part.start, part.end, gone.signal), response);
  } catch (error) {
    response.destroy();
    // Whoever seeks elsewhere leaves in the middle.
    if (!gone.signal.aborted) throw error;
  }
}

/** Null for more than `most` bytes, or what is no JSON. */
export async function readJson(request: IncomingMessage, most: number): Promise<unknown> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > most) return null;
    chunks.push(chunk);
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8'));
  } catch {
    return null;
  }
}
