import type { Provider, Reply } from './protocol.js';

/** What a shop or a database knows of a piece. */
export interface Song {
  id: number;
  title: string;
  artists: string[];
  isrc?: string;
  album?: string;
  seconds?: number;
  bpm?: number;
  /** `YYYY-MM-DD` */
  date?: string;
  label?: string;
  catalogueNumber?: string;
  genre?: string;
  styles?: string[];
  composers?: string[];
  /** What listeners call it, with the weight of each. */
  tags?: ReadonlyArray<readonly [name: string, weight: number]>;
}

export interface CatalogueServerOptions {
  songs: readonly Song[];
  now?: () => number;
  /** An answer in place of the right one, by how many were asked for before. */
  fault?: (call: number, path: string) => Reply | undefined;
}

export interface Asked {
  path: string;
  query: URLSearchParams;
  headers: Record<string, unknown>;
  /** Calls that were taken within so many milliseconds before this one. */
  within(milliseconds: number): number;
}

export interface CatalogueServer {
  provider: Provider;
  calls: Array<{ at: number; path: string; status: number; faulty: boolean }>;
}

/** Strict where all catalogues are: nothing but GET, from a program that says its name, by parameters that they know. */
export function catalogueServer(
  { now = Date.now, fault }: CatalogueServerOptions,
  parameters: readonly string[],
  answer: (asked: Asked) => Reply,
): CatalogueServer {
  const calls: CatalogueServer['calls'] = [];
  return {
    calls,
    provider({ method, url: target, headers }) {
      const at = now();
      const { pathname: path, searchParams: query } = new URL(target, 'http://catalogue');
      const within = (milliseconds: number): number => {
        const first = calls.findLastIndex((call) => call.at <= at - milliseconds);
        return calls.slice(first + 1).filter(({ status }) => status < 400).length;
      };
      const wrong = fault?.(calls.length, target);
      const strange = [...query.keys()].find((name) => !parameters.includes(name));
      const reply =
        wrong ??
        (method !== 'GET'
          ? { status: 405 }
          : strange !== undefined || new Set(query.keys()).size < [...query.keys()].length
            ? { status: 400, body: `strange parameter ${strange}` }
            : answer({ path, query, headers, within }));
      calls.push({ at, path: target, status: reply.status, faulty: wrong !== undefined });
      return reply;
    },
  };
}

const folded = (text: string): string => text.normalize('NFC').toLowerCase();

/** Whether every word of a query stands somewhere in the texts. */
export function holds(texts: readonly string[], query: string): boolean {
  const words = folded(query)
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean);
  const known = folded(texts.join(' ')).split(/[^\p{L}\p{N}]+/u);
  return words.length > 0 && words.every((word) => known.includes(word));
}
