import type { Span } from './span.js';

/** What a library held: which of its tracks was added last, and how many there were. */
export interface LibraryState {
  /** ISO 8601, UTC; empty where it holds nothing. */
  newest: string;
  tracks: number;
}

/** What the stretches of a mix can be compared with now. */
export interface Knowledge {
  /** Version of the fingerprint engine. */
  engine: string;
  /** By what tells each library from others. */
  libraries: Readonly<Record<string, LibraryState>>;
}

/** What a mix was compared with last, so that it isn't compared with the same again. */
export interface Looked extends Knowledge {
  /** When the mix itself was kept last, as it was then: ISO 8601, UTC. */
  kept: string;
  /** The stretches that were compared. */
  spans: readonly Span[];
  /** When each service was asked about what was unknown: ISO 8601, UTC. */
  services: Readonly<Record<string, string>>;
}

/** Whether there is something that a mix wasn't compared with. What has gone from a library, or is called otherwise now, is no news. */
export function hasNews(now: Knowledge, before: Knowledge): boolean {
  if (now.engine !== before.engine) return Object.keys(now.libraries).length > 0;
  return Object.entries(now.libraries).some(([key, { newest, tracks }]) => {
    const then = before.libraries[key];
    return tracks > 0 && (!then || newest > then.newest || tracks > then.tracks);
  });
}
