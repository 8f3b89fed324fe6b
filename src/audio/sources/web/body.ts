import type http from 'node:http';
import { SourceError } from '../../../domain/errors.js';
import { connectionFailure, WebFailure } from './failures.js';

/** Node reads header bytes as Latin-1; most that aren't ASCII are UTF-8. */
export function headerText(value: string | string[] | undefined): string | null {
  if (value === undefined) return null;
  const text = Array.isArray(value) ? value.join(', ') : value;
  const bytes = Buffer.from(text, 'latin1');
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return text;
  }
}

/** The body as it comes, whose silences have an end. Fails with a WebFailure. */
export async function* piecesOf(
  answer: http.IncomingMessage,
  url: URL,
  signal: AbortSignal,
  idleMs: number,
): AsyncGenerator<Uint8Array> {
  // It may break before anybody reads it.
  answer.on('error', () => {});
  const late = (): void =>
    void answer.destroy(new WebFailure(`${url.host} stopped sending for ${idleMs / 1000} s.`, { passing: true }));
  let timer = setTimeout(late, idleMs);
  try {
    for await (const piece of answer as AsyncIterable<Uint8Array>) {
      clearTimeout(timer);
      yield piece;
      timer = setTimeout(late, idleMs);
    }
  } catch (error) {
    signal.throwIfAborted();
    throw error instanceof SourceError ? error : connectionFailure(url, error);
  } finally {
    clearTimeout(timer);
  }
  signal.throwIfAborted();
}

/** The same body with errors of whatever it went through as WebFailures. */
export async function* asFailures(
  body: AsyncIterable<Uint8Array>,
  url: URL,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  try {
    yield* body;
  } catch (error) {
    signal.throwIfAborted();
    throw error instanceof SourceError ? error : connectionFailure(url, error);
  }
}
