import type { Entry, SetStory } from '../tracklist.js';
import type { Context } from './context.js';
import type { AudioSource } from './source.js';

export interface Enriched {
  /** In the same order and number; times, ids and whatever was measured untouched. */
  entries: Entry[];
  /** What kept some entries from being judged; null when nothing did. */
  failure: unknown;
}

/** What one kind of work would cost, told before anything is sent. */
export interface EnrichStep {
  provider: string;
  model: string;
  /** Where it would be sent: a host. */
  place: string;
  does: 'names' | 'sound' | 'set';
  entries: number;
  /** Of the entries, those whose answers are kept from earlier. */
  kept: number;
  requests: number;
  /** Estimates. */
  inputTokens: number;
  outputTokens: number;
  /** US dollars; null where nobody has told the prices. */
  cost: number | null;
  /** The day on which the prices were looked up: YYYY-MM-DD; absent where the user has told them. */
  pricesOf?: string;
}

export interface Enricher {
  readonly name: string;
  /** Asks nobody. */
  plan(entries: readonly Entry[], wanted: { listen: boolean }): Promise<EnrichStep[]>;
  /** `source` is for those that listen. Rejects for bugs only: what was had before a failure is in the result. */
  enrich(entries: readonly Entry[], source: AudioSource | null, context: Context): Promise<Enriched>;
}

/** Tells what the set as a whole is like. It changes no entry. */
export interface Narrator {
  readonly name: string;
  /** Asks nobody. */
  plan(entries: readonly Entry[]): Promise<EnrichStep[]>;
  /** Null when it can't say. */
  describe(entries: readonly Entry[], context: Context): Promise<SetStory | null>;
}

/** How work that was handed over stands, for one list of entries. */
export interface HandedOver {
  /** Entries whose answers are still to come. */
  waiting: number;
  /** When the oldest of that work was handed over: epoch milliseconds; null when none waits. */
  since: number | null;
  /** Entries that couldn't be handed over. */
  left: number;
}

/** Has names judged elsewhere, in a day and for less money, and remembers it from run to run. */
export interface BatchDesk {
  /**
   * Collects what has been done, hands over what is new, and says for each list what is still to come. Rejects for bugs only: what was
   * had before a failure is in the result.
   */
  exchange(
    lists: ReadonlyArray<readonly Entry[]>,
    context: Context,
  ): Promise<{ states: HandedOver[]; failure: unknown }>;
}
