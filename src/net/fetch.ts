import type { Agent } from 'node:http';
import { Readable } from 'node:stream';
import nodeFetch, { FetchError } from 'node-fetch';
import { reasonIn } from '../domain/system-words.js';

/** One request and its answer, as the HTTP library does them. Nothing else in the program knows which library that is. */
export type Fetch = (url: URL, options: FetchOptions) => Promise<FetchAnswer>;

/** What is too large for memory: read from its beginning each time that it is sent. */
export interface Upload {
  /** As many as come. */
  bytes: number;
  open(): AsyncIterable<Uint8Array>;
}

export interface FetchOptions {
  method: string;
  headers: Record<string, string>;
  body?: Uint8Array | Upload;
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

/** With its length told: few services take one in chunks. */
const uploading = ({ bytes, open }: Upload, headers: Record<string, string>) => ({
  body: Readable.from(open(), { objectMode: false }),
  headers: { ...headers, 'content-length': String(bytes) },
});

export const fetchByNode: Fetch = async (url, { body, ...options }) => {
  try {
    const answer = await nodeFetch(url, {
      ...options,
      redirect: 'manual',
      ...(body && !('open' in body) && { body: Buffer.from(body.buffer, body.byteOffset, body.byteLength) }),
      ...(body && 'open' in body && uploading(body, options.headers)),
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
