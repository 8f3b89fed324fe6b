import { CallBudget } from '../domain/call-budget.js';
import { AuthenticationError, ValidationError } from '../domain/errors.js';
import type { Emit } from '../domain/events.js';
import { called } from '../domain/heading.js';
import type { AudioSource } from '../domain/ports/source.js';
import { reasonIn } from '../domain/system-words.js';
import type { Tracklist } from '../domain/tracklist.js';
import type * as door from '../tracklistify.js';
import { version } from '../version.js';
import type { WiredEnrichers } from './enrichers.js';
import type { Hall } from './hall.js';
import { checkPublic } from './program-checks.js';
import type { Work } from './work.js';

const tool = { name: 'tracklistify', version };
/** Megabytes of a broadcast's latest sound: more than an hour at the rate that is listened to. */
const SPOOL_SIZE = 200;
const NOTHING_FOUND = { ffmpeg: async () => '', kept: async () => null };

/** Of a `saved` location a tracklist says so, which may be a stranger's. */
export async function openMix(
  { world, settings }: Hall,
  location: string,
  { publicOnly = false }: door.OpenOptions,
  emit: Emit,
  saved = false,
): Promise<AudioSource> {
  if (publicOnly) checkPublic(location);
  const { makeOpenSource } = await import('./audio.js');
  const open = await makeOpenSource(world, settings, { publicOnly, unnamed: new Set(saved ? [location] : []) });
  return open(location, world.signal, emit);
}

export async function identifyOne(
  { hall, signal, emit, closing }: Work,
  mix: string | AudioSource,
  options: door.IdentifyOptions,
): Promise<door.Outcome> {
  const here = withProviders(hall, options);
  const [{ identify }, { refuseBeyond }, { wireAll }, { keyOf }, { wireClaims }] = await Promise.all([
    import('../app/identify.js'),
    import('../app/refuse-beyond.js'),
    import('./identifiers.js'),
    import('../exporters/source-keys.js'),
    import('./claims.js'),
  ]);
  // Opened first: what is wrong with the mix is reported before anything is made ready for it.
  const source = typeof mix === 'string' ? await openMix(here, mix, options, emit) : mix;
  if (source !== mix) closing.add(() => source.close());
  await refuseBeyond(source, options, signal);
  const { identifiers, resolvers } = await wireAll(here, askingOf(options), closing, { signal, emit });
  const own = [...(options.enrichers ?? []), ...(options.narrators ?? [])];
  const models = options.enrich ? await modelsOf(here, here.settings.enrich, options, emit, own.length > 0) : NO_MODELS;
  const { start, end, step, claims, history, describe = false } = options;
  // Like its result, what it is told doesn't depend on what lies on the machine.
  const claimsOf = await wireClaims(here.world, { claims, history, found: false }, NOTHING_FOUND, emit);
  const { tracklist, failure } = await identify(
    {
      source,
      ...(typeof mix === 'string' && { sourceId: keyOf(mix) }),
      said: options,
      identifiers,
      claimed: { ...(await claimsOf(source, emit)), withHints: true },
      resolvers,
      enrichers: [...models.enrichers, ...(options.enrichers ?? [])],
      narrators: describe ? [...models.narrators, ...(options.narrators ?? [])] : [],
      range: { ...(start !== undefined && { start }), ...(end !== undefined && { end }) },
      asking: { calls: new CallBudget(options.maxCalls), ...(step !== undefined && { step }) },
      tool,
      now: here.world.clock.now,
    },
    { signal, emit },
  );
  return { tracklist, failure };
}

export async function listenTo(
  { hall, signal, emit, closing }: Work,
  broadcast: string | Exclude<Parameters<door.Tracklistify['listen']>[0], string>,
  options: door.ListenOptions,
): Promise<door.Outcome> {
  const [{ wireListening }, { listenLive }] = await Promise.all([
    import('./listen.js'),
    import('../app/listen-live.js'),
  ]);
  const { publicOnly = false, spoolSize = SPOOL_SIZE, duration, resume, maxCalls } = options;
  if (publicOnly && typeof broadcast === 'string') checkPublic(broadcast);
  const here = withProviders(hall, options);
  const wired = await wireListening(
    here,
    {
      ...askingOf(options),
      ...(typeof broadcast === 'string' ? { location: broadcast } : { location: '', source: broadcast }),
      unnamed: false,
      publicOnly,
      files: false,
      spoolSize,
    },
    emit,
  );
  closing.add(wired.close);
  return listenLive(
    {
      ...wired,
      // A program's result doesn't depend on what its user has identified before.
      recurrence: undefined,
      keeping: null,
      said: options,
      ...(duration !== undefined && { duration }),
      ...(resume && { resume }),
      ...(maxCalls !== undefined && { maxCalls }),
      save: async () => {},
      tool,
    },
    { signal, emit },
  );
}

export async function enrichOne(
  { hall, signal, emit, closing }: Work,
  tracklist: Tracklist,
  options: door.EnrichOptions,
): Promise<door.Outcome> {
  const [{ enrich }, { registryOf }, { chooseForSaved }] = await Promise.all([
    import('../app/enrich.js'),
    import('./registry.js'),
    import('./choose.js'),
  ]);
  const own = [...(options.enrichers ?? []), ...(options.narrators ?? []), ...(options.resolvers ?? [])];
  const alone = own.length > 0 && !options.providers;
  const house = alone
    ? { resolvers: [], enrich: null }
    : chooseForSaved(options.providers, await registryOf(hall.world), hall.settings);
  const others = own.length + house.resolvers.length > 0;
  const models = house.enrich ? await modelsOf(hall, house.enrich, options, emit, others) : NO_MODELS;
  const resolvers = (options.resolvers ?? []).map((await import('./own.js')).ownResolver);
  for (const descriptor of house.resolvers) resolvers.push(await hall.make(descriptor, options));
  const { location } = tracklist.source;
  let source = options.source ?? null;
  if (options.source === undefined && models.listens && location !== '' && tracklist.entries.length > 0) {
    try {
      source = await openMix(hall, location, options, emit, true);
      closing.add(() => source?.close());
    } catch (error) {
      signal.throwIfAborted();
      // It is needed for listening only: without it, names are judged all the same.
      emit({ type: 'warning', message: `The mix can't be listened to: ${reasonIn(error)}` });
    }
  }
  const { describe = false } = options;
  const { failure, ...enriched } = await enrich(
    {
      tracklist: called(tracklist, options),
      source,
      resolvers,
      enrichers: [...models.enrichers, ...(options.enrichers ?? [])],
      narrators: describe ? [...models.narrators, ...(options.narrators ?? [])] : [],
      tool,
      now: hall.world.clock.now,
    },
    { signal, emit },
  );
  return { tracklist: enriched.tracklist, failure };
}

export async function exportOne(
  { hall, signal, emit }: Work,
  tracklist: Tracklist,
  options: door.ExportOptions,
): Promise<door.Exported> {
  const [{ exportTracklist }, { loadExporters, makeOutputs }, { knowingOf }, { keyOf, keysOf }] = await Promise.all([
    import('../app/export.js'),
    import('./results.js'),
    import('./knowing.js'),
    import('../exporters/source-keys.js'),
  ]);
  const { output } = hall.settings;
  const exporters = await loadExporters(output, options.formats ?? output.formats);
  const outputs = await makeOutputs(hall.world, options.folder ?? output.folder, emit);
  signal.throwIfAborted();
  await outputs.prepare();
  const keys = keysOf(tracklist.source);
  const named = called(tracklist, options);
  const source = keys.length > 0 ? keys : [keyOf(named.source.name)];
  const name = options.name ?? named.source.name;
  return exportTracklist(
    {
      ...{ tracklist: named, name, source, exporters, outputs },
      onExist: options.onExist ?? output.onExist,
      ...knowingOf(hall.world, hall.settings),
    },
    { emit },
  );
}

export async function renderOne({ world, settings }: Hall, tracklist: Tracklist, format: string) {
  const [{ loadExporters }, { knowingOf }, { knownFor }] = await Promise.all([
    import('./results.js'),
    import('./knowing.js'),
    import('../app/knowing.js'),
  ]);
  const [chosen] = await loadExporters(settings.output, [format]);
  const { exporter } = chosen!;
  const known = await knownFor([exporter], knowingOf(world, settings), tracklist);
  const { files, warnings } = exporter.export(tracklist, { baseName: 'mix', folder: world.cwd, ...known });
  const [file, ...more] = files;
  if (file && more.length === 0) return file.content;
  throw new ValidationError([...warnings, 'That is no single file: export writes several.'].join(' '));
}

/** The hall for a run that names whom to ask. */
function withProviders(hall: Hall, { providers }: door.Asking): Hall {
  return providers ? hall.within(hall.world.signal, { providers: [...providers] }) : hall;
}

function askingOf({ library, providers, identifiers, resolvers, cache, refresh }: door.Asking) {
  return {
    ...(library && { library }),
    ...(cache !== undefined && { cache }),
    ...(refresh !== undefined && { refresh }),
    own: {
      ...(identifiers && { identifiers }),
      ...(resolvers && { resolvers }),
      others: library !== undefined || providers !== undefined,
    },
  };
}

const NO_MODELS = { enrichers: [], narrators: [], listens: false };

/** The house's own. Where `others` do the work as well, none has to be ready. */
async function modelsOf(
  hall: Hall,
  enrich: Hall['settings']['enrich'],
  flags: { cache?: boolean; refresh?: boolean },
  emit: Emit,
  others: boolean,
): Promise<Pick<WiredEnrichers, 'enrichers' | 'narrators' | 'listens'>> {
  const { wireEnrichers } = await import('./enrichers.js');
  try {
    return await wireEnrichers(hall, { ...enrich, enableBatch: false }, flags, emit);
  } catch (error) {
    if (!(error instanceof AuthenticationError) || !others) throw error;
    emit({ type: 'warning', message: error.message });
    return NO_MODELS;
  }
}
