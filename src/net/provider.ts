import type { z } from 'zod';
import type { Cache } from '../domain/ports/cache.js';
import type { Clock } from '../domain/ports/clock.js';
import type { Context } from '../domain/ports/context.js';
import type { CallJournal } from '../domain/ports/journal.js';
import type { PaceOf } from '../domain/ports/pace.js';
import type { PackAudio } from '../domain/ports/pack.js';
import type { Shelf } from '../domain/ports/shelf.js';
import type { HttpClient } from './client.js';
import type { Redactor } from './redactor.js';

/** What a remote provider is made with. */
export interface ProviderTools {
  http: HttpClient;
  clock: Clock;
  /** From 0 up to 1; the machine's own when absent. */
  random?: () => number;
  redactor: Redactor;
  /** The turns of all who ask by the same account; each provider keeps to its limit by itself when absent. */
  paceOf?: PaceOf;
  /** Makes a file of a mix, for services that take one whole. */
  pack: PackAudio;
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

/**
 * `lacks` is a sentence that says how to mend it; `begun` that some of it is set, so that the user takes it for ready and must
 * hear that it isn't.
 */
export type Readiness = { ready: true } | { ready: false; lacks: string; credentials?: boolean; begun?: boolean };

/** Made for one run. */
export interface Made<Port> {
  provider: Port;
  /** Ends its timers. */
  close(): Promise<void>;
}

/** What a user should know before using a service; each a sentence of its own. */
export interface About {
  /** For `--providers free` and `--providers paid`. What has a free allowance and a price after it is paid. */
  group: 'free' | 'paid';
  cost: string;
  /** How fast it may be asked, or is. */
  rate: string;
  /** What its terms allow and forbid. */
  terms: string;
  /** Three lines at most: where an account or a key is had, what to set, what to try. */
  setUp: readonly string[];
}

/**
 * What is known of a provider without loading it: everything that settings, help, `providers`, `doctor` and completion say of
 * it. It is handed its own section of the settings alone, as its own schema reads it: see `sectionOf`.
 */
export interface Provider<Schema extends z.ZodObject = z.ZodObject> {
  /** As it is named on the command line, in evidence, in the cache, and as its section of the settings is called. */
  name: string;
  /** As people know it. */
  title: string;
  about: About;
  /** Said once when it is used. */
  notice?: string;
  /** Its section of the settings; the `.meta()` of each says which are credentials, and what else `FieldMeta` knows. */
  settings: Schema;
  ready(own: z.infer<Schema>): Readiness;
  /** An address whose answer, whatever it is, shows that the service can be reached. */
  address(own: z.infer<Schema>): string;
}

/** One that can be made of its settings and the tools alone. */
export interface ProviderDescriptor<Port, Schema extends z.ZodObject = z.ZodObject> extends Provider<Schema> {
  /** Ready without any set-up. A user who never asked for it isn't told that the run failed because it can't be reached. */
  unasked?: boolean;
  /** Handed a mix whole, and billed by its length: asked only when it is named, and never about a broadcast. */
  wholeMix?: boolean;
  /** Asks, free of charge, whether what is set is right, and tells what was found. Changes nothing. */
  tryOut?(own: z.infer<Schema>, tools: ProviderTools, context: Context): Promise<string>;
  /** Keeps music of the user's own and recognises it. */
  shelves?: Shelves<Schema>;
  /** Anybody may ask it without an account, so that nobody has set it up: it is asked only where a list names it or its group. */
  open?: boolean;
  /** Loads the rest of its folder. */
  make(own: z.infer<Schema>, tools: ProviderTools): Promise<Made<Port>>;
}

/** Where a service keeps music of the user's own. */
export interface Shelves<Schema extends z.ZodObject = z.ZodObject> {
  /** As it is named on the command line, before a colon and the place. */
  name: string;
  title: string;
  ready(own: z.infer<Schema>): Readiness;
  open(
    own: z.infer<Schema>,
    tools: ProviderTools,
    /** `place` is its number or its name; made only where that is asked for. */
    wanted: { place: string; create: boolean },
    context: Context,
  ): Promise<Made<Shelf>>;
}

/** A provider's own section of the settings. */
export function sectionOf<Schema extends z.ZodObject>(
  settings: Readonly<Record<string, unknown>>,
  { name, settings: schema }: Pick<Provider<Schema>, 'name' | 'settings'>,
): z.infer<Schema> {
  return schema.parse(settings[name] ?? {});
}
