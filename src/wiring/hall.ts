import { join } from 'node:path';
import type { AnswerCache } from '../cache/cache.js';
import type { Settings } from '../config/schema.js';
import { Closing } from '../domain/closing.js';
import type { Emit } from '../domain/events.js';
import type { PackAudio } from '../domain/ports/pack.js';
import { type Keeping, type ProviderDescriptor, type ProviderTools, sectionOf } from '../net/provider.js';
import type { Redactor } from '../net/redactor.js';
import { version } from '../version.js';
import { cacheFolder, openCache } from './cache.js';
import { schemaOf } from './registry.js';
import type { World } from './world.js';

/** Milliseconds since the machine was started: a clock that nobody sets, the same for all its processes. */
const monotonic = (): number => Number(process.hrtime.bigint() / 1_000_000n);

/** How answers that are kept are used: asked for again by `--refresh`, left alone by `--no-cache`. */
export interface CacheFlags {
  cache?: boolean;
  refresh?: boolean;
}

const CONNECT_MS = 10_000;
const DAY = 24 * 3600;

interface Store extends Pick<Keeping, 'journal'> {
  cache: AnswerCache;
}

/** The same in a hall and in all that are made from it. */
interface Shared {
  readonly redactor: Redactor;
  readonly closing: Closing;
  readonly listeners: Set<Emit>;
  readonly made: Map<object, Map<string, Promise<unknown>>>;
  tools?: Promise<Omit<ProviderTools, 'keeping'>>;
  store?: Promise<Store>;
  packing?: Promise<PackAudio>;
}

const sharedWith = (redactor: Redactor): Shared => ({
  redactor,
  closing: new Closing(),
  listeners: new Set(),
  made: new Map(),
});

/**
 * What all that is done with one set of settings has in common: one HTTP client, one cache, one place that knows all secrets,
 * and one of each provider with its limits. Each is made when it is first asked for, and closed with the hall.
 */
export class Hall {
  readonly world: World;
  readonly settings: Settings;
  readonly #shared: Shared;

  /** `redactor` is taught the secrets that become known here. */
  constructor(world: World, settings: Settings, redactor: Redactor | Hall) {
    this.world = world;
    this.settings = settings;
    this.#shared = redactor instanceof Hall ? redactor.#shared : sharedWith(redactor);
  }

  /** The same hall for one piece of work, with a signal and some settings of its own. Those of providers stay as they are. */
  within(signal: AbortSignal, settings: Omit<Partial<Settings>, 'cache'> = {}): Hall {
    return new Hall({ ...this.world, signal }, { ...this.settings, ...settings } as Settings, this);
  }

  /** Adds a listener to what concerns all work, such as a cache that can't be read. Call the result when its work is done. */
  tell(emit: Emit): () => void {
    this.#shared.listeners.add(emit);
    return () => void this.#shared.listeners.delete(emit);
  }

  /** What every remote provider is made with. */
  async providerTools(flags: CacheFlags = {}): Promise<ProviderTools> {
    this.#shared.tools ??= this.#makeTools();
    const [tools, keeping] = await Promise.all([this.#shared.tools, this.#keeping(flags)]);
    return { ...tools, keeping };
  }

  /** Whether answers of a provider are kept that a run with these flags uses. */
  async hasKept(provider: string, { cache = true, refresh = false }: CacheFlags): Promise<boolean> {
    if (!cache || refresh) return false;
    this.#shared.store ??= this.#openStore();
    return (await this.#shared.store).cache.hasAny(provider);
  }

  /** The one provider that a descriptor makes: whoever asks for it shares its limits. */
  make<P>(descriptor: ProviderDescriptor<P>, flags: CacheFlags = {}): Promise<P> {
    const { cache = true, refresh = false } = flags;
    const all = this.#shared.made.get(descriptor) ?? new Map<string, Promise<unknown>>();
    const key = `${cache} ${refresh}`;
    const made = all.get(key) ?? this.#make(descriptor, flags);
    this.#shared.made.set(descriptor, all.set(key, made));
    return made as Promise<P>;
  }

  /** For what is made beside the providers. */
  closeLater(undo: () => void | Promise<void>): void {
    this.#shared.closing.add(undo);
  }

  readonly close = (): Promise<void> => this.#shared.closing.close();

  async #make<P>(descriptor: ProviderDescriptor<P>, flags: CacheFlags): Promise<P> {
    const { provider, close } = await descriptor.make(
      sectionOf(this.settings, descriptor),
      await this.providerTools(flags),
    );
    this.#shared.closing.add(close);
    return provider;
  }

  async #makeTools(): Promise<Omit<ProviderTools, 'keeping'>> {
    const { env, clock, random } = this.world;
    const [{ createHttpClient }, { createAgents }, { fetchByNode }, { sharedPaces }, { fieldsOf }, secrets, places] =
      await Promise.all([
        import('../net/client.js'),
        import('../net/agents.js'),
        import('../net/fetch.js'),
        import('../net/shared-pace.js'),
        import('../config/fields.js'),
        import('../config/secrets.js'),
        import('../config/places.js'),
      ]);
    const redactor = this.#shared.redactor;
    const fields = fieldsOf(await schemaOf(this.world));
    for (const secret of secrets.secretsIn(this.settings, fields)) redactor.learn(secret);
    const http = createHttpClient({
      fetch: fetchByNode,
      agents: createAgents({ env, connectMs: CONNECT_MS }),
      redactor,
      userAgent: `tracklistify/${version}`,
    });
    this.#shared.closing.add(() => http.close());
    const folder = join(places.placesFor(env).data, 'limits');
    const paceOf = sharedPaces({ folder, clock, monotonic, warn: this.#warn });
    return { http, redactor, clock, random, paceOf, pack: this.#pack };
  }

  readonly #pack: PackAudio = async (request) => {
    this.#shared.packing ??= this.#makePack();
    return (await this.#shared.packing)(request);
  };

  async #makePack(): Promise<PackAudio> {
    const [{ packWith }, { sourceTools }] = await Promise.all([import('../audio/pack.js'), import('./audio.js')]);
    return packWith(await sourceTools(this.world, this.settings));
  }

  async #keeping({ cache = true, refresh = false }: CacheFlags): Promise<Keeping | null> {
    if (!cache) return null;
    this.#shared.store ??= this.#openStore();
    const { matchDays, noMatchDays } = this.settings.cache;
    return { ...(await this.#shared.store), refresh, matchSeconds: matchDays * DAY, noMatchSeconds: noMatchDays * DAY };
  }

  async #openStore(): Promise<Store> {
    const { world, settings } = this;
    const [cache, { FileJournal }] = await Promise.all([
      openCache(world, settings, this.#warn),
      import('../cache/file-journal.js'),
    ]);
    const folder = join(await cacheFolder(world, settings), 'calls');
    const isAnswered = async (key: string): Promise<boolean> => (await cache.get(key)) !== undefined;
    return { cache, journal: new FileJournal({ folder, clock: world.clock, random: world.random, isAnswered }) };
  }

  readonly #warn = (message: string): void => {
    for (const emit of this.#shared.listeners) emit({ type: 'warning', message });
  };
}
