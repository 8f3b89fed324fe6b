import { readFileSync } from 'node:fs';
import type { Clock } from '../../src/domain/ports/clock.js';
import type { PackAudio } from '../../src/domain/ports/pack.js';
import { type AgentOptions, createAgents } from '../../src/net/agents.js';
import { createHttpClient, type HttpClient } from '../../src/net/client.js';
import { type Fetch, fetchByNode } from '../../src/net/fetch.js';
import type { Keeping, ProviderTools } from '../../src/net/provider.js';
import { Redactor } from '../../src/net/redactor.js';

const fixture = (name: string): string => readFileSync(new URL(`../../fixtures/net/${name}`, import.meta.url), 'utf8');
export const tls = { cert: fixture('loopback.crt'), key: fixture('loopback.key') };

/** The real client, with the real network below it. */
export function realClient(options: Partial<AgentOptions> & { secrets?: string[] } = {}): HttpClient {
  const { secrets, ...agents } = options;
  return createHttpClient({
    fetch: fetchByNode,
    agents: createAgents({ env: {}, connectMs: 5000, ...agents }),
    redactor: new Redactor(secrets),
    userAgent: 'tracklistify/test',
  });
}

/** A clock on which sleeping takes no time, and is written down. */
export function quickClock(start = Date.parse('2026-03-04T12:00:00Z')): Clock & { slept: number[] } {
  let now = start;
  const slept: number[] = [];
  return {
    slept,
    now: () => now,
    async sleep(milliseconds, signal) {
      signal.throwIfAborted();
      slept.push(milliseconds);
      now += milliseconds;
    },
  };
}

/** A promise that the test settles when it likes. */
export function deferred<T>(): { promise: Promise<T>; resolve(value: T): void } {
  let resolve: (value: T) => void = () => {};
  const promise = new Promise<T>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}

/** What a remote provider is made with, on real or pretended ground. */
export function tools(
  options: { fetch?: Fetch; clock?: Clock; secrets?: string[]; keeping?: Keeping | undefined; pack?: PackAudio } = {},
): ProviderTools {
  const redactor = new Redactor(options.secrets);
  const http = createHttpClient({
    fetch: options.fetch ?? fetchByNode,
    agents: createAgents({ env: {}, connectMs: 5000 }),
    redactor,
    userAgent: 'tracklistify/test',
  });
  const pack: PackAudio = async () => {
    throw new Error('Nothing is packed in this test.');
  };
  const { clock = quickClock(), keeping = null } = options;
  return { http, redactor, clock, keeping, pack: options.pack ?? pack };
}
