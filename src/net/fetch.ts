import type { Agent } from 'node:http';
import nodeFetch, { FetchError } from 'node-fetch';
import { reasonIn } from '../domain/system-words.js';

/** One request and its answer, as the HTTP library does them. Nothing else in the program knows which library that is. */
export type Fetch = (url: URL, options: FetchOptions) => Promise<FetchAnswer>;

export interface FetchOptions {
  method: string;
  headers: Record<string, string>;
  body?: Uint8Array;
  agent: Agent;
  signal: AbortSignal;
}

export interface FetchAnswer {
  status: number;
  headers: { get(name: string): string | null };
  body: AsyncIterable<Uint8Array> | null;
}

/** The exchange broke. `connected` is false when nothing can have reached the server. */
export class ExchangeError extends Error {
  readonly connected: boolean;
  readonly reason: string;
  constructor(reason: string, connected: boolean, options?: ErrorOptions) {
    super(reason, options);
    this.name = 'ExchangeError';
    this.reason = reason;
    this.connected = connected;
  }
}

export const fetchByNode: Fetch = async (url, { body, ...options }) => {
  try {
    const answer = await nodeFetch(url, {
      ...options,
      redirect: 'manual',
      ...(body ? { body: Buffer.from(body.buffer, body.byteOffset, body.byteLength) } : {}),
    });
    return {
      status: answer.status,
      headers: answer.headers,
      body: answer.body as AsyncIterable<Uint8Array> | null,
    };
  } catch (error) {
    if (error instanceof FetchError) {
      const { erroredSysCall } = error as FetchError & { erroredSysCall?: string };
      const said = error.message.replace(/^request to .*? failed, reason: /s, '');
      const reason = reasonIn(Object.assign(new Error(said || 'no reason given'), { code: error.code }));
      throw new ExchangeError(reason, erroredSysCall !== 'connect' && erroredSysCall !== 'getaddrinfo');
    }
    throw error;
  }
};
