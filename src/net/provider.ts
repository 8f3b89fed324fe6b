import type { Cache } from '../domain/ports/cache.js';
import type { CallJournal } from '../domain/ports/journal.js';
import type { PaceOf } from '../domain/ports/pace.js';
import type { HttpClient } from './client.js';
import type { Clock } from './clock.js';
import type { Redactor } from './redactor.js';

/** What a remote provider is made with. */
export interface ProviderTools {
  http: HttpClient;
  clock: Clock;
  redactor: Redactor;
  /** The turns of all who ask by the same account; each provider keeps to its limit by itself when absent. */
  paceOf?: PaceOf;
  /** Null when the user wants nothing kept. */
  keeping: Keeping | null;
}

/** How answers are kept. */
export interface Keeping {
  cache: Cache;
  /** Of the calls that are under way; without it, runs at the same time may ask the same. */
  journal?: CallJournal;
  /** Asks anew, and keeps the new answers. */
  refresh: boolean;
  matchSeconds: number;
  noMatchSeconds: number;
}

/** `lacks` is a sentence that says how to mend it. */
export type Readiness = { ready: true } | { ready: false; lacks: string; credentials?: boolean };

/** Made for one run. */
export interface Made<Port> {
  provider: Port;
  /** Ends its timers. */
  close(): Promise<void>;
}

/** What is known of a provider without loading it. `Settings` are the sections that it reads. */
export interface ProviderDescriptor<Settings, Port> {
  /** As it is named on the command line, in evidence and in the cache. */
  name: string;
  /** As people know it. */
  title: string;
  /** Said once when it is used. */
  notice?: string;
  /** Ready without any setting up: who never asked for it shouldn't be told that a run failed because it is out of reach. */
  unasked?: boolean;
  ready(settings: Settings): Readiness;
  /** An address whose answer, whatever it is, shows that the service can be reached. */
  address(settings: Settings): string;
  load(): Promise<(settings: Settings, tools: ProviderTools) => Made<Port>>;
}
