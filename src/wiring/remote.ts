import { join, resolve } from 'node:path';
import type { AnswerCache } from '../cache/cache.js';
import type { Settings } from '../config/schema.js';
import { NetworkError } from '../domain/errors.js';
import type { Emit } from '../domain/events.js';
import type { Identifier } from '../domain/ports/identify.js';
import type { Resolver } from '../domain/ports/resolve.js';
import { type Keeping, type ProviderTools, sectionOf } from '../net/provider.js';
import { version } from '../version.js';
import { readyOf, registryOf, schemaOf } from './registry.js';
import type { World } from './world.js';

/** How answers that are kept are used: asked for again by `--refresh`, left alone by `--no-cache`. */
export interface CacheFlags {
  cache?: boolean;
  refresh?: boolean;
  dryRun?: boolean;
}

const CONNECT_MS = 10_000;
const REACH_MS = 5000;
const DAY = 24 * 3600;

/** What every remote provider is made with: one client, one clock, and one place that knows all secrets. */
export async function makeProviderTools(
  world: World,
  settings: Settings,
  flags: CacheFlags,
  emit: Emit,
): Promise<ProviderTools> {
  const [
    { createHttpClient },
    { createAgents },
    { fetchByNode },
    { Redactor },
    { systemClock },
    { sharedPaces },
    { fieldsOf },
    { secretsIn },
    schema,
    { placesFor },
  ] = await Promise.all([
    import('../net/client.js'),
    import('../net/agents.js'),
    import('../net/fetch.js'),
    import('../net/redactor.js'),
    import('../net/clock.js'),
    import('../net/shared-pace.js'),
    import('../config/fields.js'),
    import('../config/secrets.js'),
    schemaOf(world),
    import('../config/places.js'),
  ]);
  const redactor = new Redactor(secretsIn(settings, fieldsOf(schema)));
  const http = createHttpClient({
    fetch: fetchByNode,
    agents: createAgents({ env: world.env, connectMs: CONNECT_MS }),
    redactor,
    userAgent: `tracklistify/${version}`,
  });
  const paceOf = sharedPaces({
    folder: join(placesFor(world.env).data, 'limits'),
    clock: systemClock,
    warn: (message) => emit({ type: 'warning', message }),
  });
  return { http, redactor, clock: systemClock, paceOf, keeping: await keepingOf(world, settings, flags, emit) };
}

async function keepingOf(world: World, settings: Settings, flags: CacheFlags, emit: Emit): Promise<Keeping | null> {
  if (flags.cache === false) return null;
  const [cache, { FileJournal }, { systemClock }] = await Promise.all([
    openCache(world, settings, emit),
    import('../cache/file-journal.js'),
    import('../net/clock.js'),
  ]);
  return {
    cache,
    journal: new FileJournal({
      folder: join(await cacheFolder(world, settings), 'calls'),
      clock: systemClock,
      isAnswered: async (key) => (await cache.get(key)) !== undefined,
    }),
    refresh: flags.refresh ?? false,
    matchSeconds: settings.cache.matchDays * DAY,
    noMatchSeconds: settings.cache.noMatchDays * DAY,
  };
}

async function cacheFolder(world: World, settings: Settings): Promise<string> {
  const { placesFor } = await import('../config/places.js');
  return settings.cache.path ? resolve(world.cwd, settings.cache.path) : placesFor(world.env).cache;
}

/** The providers' answers on disk. */
export async function openCache(world: World, settings: Settings, emit: Emit): Promise<AnswerCache> {
  const { AnswerCache } = await import('../cache/cache.js');
  return new AnswerCache({
    folder: join(await cacheFolder(world, settings), 'answers'),
    maxBytes: settings.cache.maxMegabytes * 1e6,
    now: Date.now,
    warn: (message) => emit({ type: 'warning', message }),
  });
}

export interface Remote {
  identifiers: Identifier[];
  resolvers: Resolver[];
  close(): Promise<void>;
}

/** The remote identifiers that were asked for and are ready, and the resolvers that are ready. */
export async function wireRemote(
  world: World,
  settings: Settings,
  flags: CacheFlags,
  emit: Emit,
  { alone }: { alone: boolean },
): Promise<Remote> {
  const [registry, { chooseIdentifiers }, { remembering }, { sayingCuts }] = await Promise.all([
    registryOf(world),
    import('../identifiers/choose.js'),
    import('../identifiers/remembering.js'),
    import('../identifiers/saying-cuts.js'),
  ]);
  const { identifiers, resolvers, models } = registry;
  const chosen = chooseIdentifiers(settings.providers, identifiers, settings, [...resolvers, ...models]);
  // Who names the library alone wants a run without any network.
  const offline = settings.providers.every((name) => name === 'library');
  const helping = offline ? [] : readyOf(resolvers, settings);
  const remote: Remote = { identifiers: [], resolvers: [], close: async () => {} };
  if (chosen.length + helping.length === 0) return remote;

  const tools = await makeProviderTools(world, settings, flags, emit);
  const closing: Array<() => Promise<void>> = [async () => tools.http.close()];
  remote.close = async () => {
    for (const undo of closing.reverse()) await undo();
  };
  try {
    for (const descriptor of chosen) {
      const unasked = descriptor.unasked && !settings.providers.includes(descriptor.name);
      const lone = alone && chosen.length === 1;
      if ((unasked || lone) && !flags.dryRun) {
        const reason = await outOfReach(
          descriptor.title,
          descriptor.address(sectionOf(settings, descriptor)),
          tools,
          world.signal,
        );
        if (reason && lone) throw nothingReady(descriptor.title, reason);
        if (reason) {
          emit({ type: 'warning', message: `${descriptor.title} can't be reached, so it isn't asked this time.` });
          continue;
        }
      }
      if (descriptor.notice) emit({ type: 'warning', message: descriptor.notice });
      const { provider, close } = await descriptor.make(sectionOf(settings, descriptor), tools);
      closing.push(close);
      remote.identifiers.push(sayingCuts(tools.keeping ? remembering(provider, tools.keeping) : provider));
    }
    for (const descriptor of helping) {
      const { provider, close } = await descriptor.make(sectionOf(settings, descriptor), tools);
      closing.push(close);
      remote.resolvers.push(provider);
    }
    return remote;
  } catch (error) {
    await remote.close();
    throw error;
  }
}

/** Why a service can't be reached; null when it can, whatever it answers. */
async function outOfReach(
  title: string,
  url: string,
  tools: ProviderTools,
  signal: AbortSignal,
): Promise<NetworkError | null> {
  try {
    await tools.http.send({ provider: title, url, signal, limits: { headersMs: REACH_MS, totalMs: REACH_MS } });
    return null;
  } catch (cause) {
    if (signal.aborted) throw cause;
    return cause instanceof NetworkError ? cause : null;
  }
}

/** Who has nothing but this service had better know before the mix is decoded. */
function nothingReady(title: string, cause: NetworkError): NetworkError {
  return new NetworkError(
    title,
    `Nothing is ready to identify with: there is no music to compare with, and ${title} can't be reached. ` +
      'Shortest way on: name a folder of your music with --library ~/Music, which needs no network. ' +
      `(${cause.message})`,
    { cause },
  );
}
