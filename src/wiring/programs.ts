import { CallBudget } from '../domain/call-budget.js';
import { ValidationError } from '../domain/errors.js';
import type { Emit } from '../domain/events.js';
import { called } from '../domain/heading.js';
import type { AudioSource } from '../domain/ports/source.js';
import type { Tracklist } from '../domain/tracklist.js';
import type * as door from '../tracklistify.js';
import { version } from '../version.js';
import type { Hall } from './hall.js';
import type { Work } from './work.js';

const tool = { name: 'tracklistify', version };
/** Megabytes of a broadcast's latest sound: more than an hour at the rate that is listened to. */
const SPOOL_SIZE = 200;

/** With the rate at which all of it is going to be asked for, decoding begins with the opening. */
export async function openMix(
  { world, settings }: Hall,
  location: string,
  { publicOnly = false }: door.OpenOptions,
  emit: Emit,
  rate?: number,
): Promise<AudioSource> {
  const { makeOpenSource } = await import('./audio.js');
  const open = await makeOpenSource(world, settings, new Set(publicOnly ? [location] : []));
  return open(location, world.signal, emit, rate);
}

export async function identifyOne(
  { hall, signal, emit, closing }: Work,
  mix: string | AudioSource,
  options: door.IdentifyOptions,
): Promise<door.Outcome> {
  const here = withProviders(hall, options);
  const [{ identify }, { wireAll }, { keyOf }] = await Promise.all([
    import('../app/identify.js'),
    import('./identifiers.js'),
    import('../exporters/source-keys.js'),
  ]);
  // Opened first: what is wrong with the mix is reported before anything is made ready for it.
  const source = typeof mix === 'string' ? await openMix(here, mix, options, emit) : mix;
  if (source !== mix) closing.add(() => source.close());
  const { identifiers, resolvers } = await wireAll(here, askingOf(options), closing, { signal, emit });
  const models = options.enrich ? await modelsOf(here, options, emit) : { enrichers: [], narrators: [] };
  const { start, end, step, describe = false } = options;
  return identify(
    {
      source,
      ...(typeof mix === 'string' && { sourceId: keyOf(mix) }),
      said: options,
      identifiers,
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
  const wired = await wireListening(
    withProviders(hall, options),
    {
      ...askingOf(options),
      ...(typeof broadcast === 'string' ? { location: broadcast } : { location: '', source: broadcast }),
      unnamed: publicOnly,
      files: false,
      spoolSize,
    },
    emit,
  );
  closing.add(wired.close);
  return listenLive(
    {
      ...wired,
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
  const [{ enrich }, { readyOf, registryOf }] = await Promise.all([
    import('../app/enrich.js'),
    import('./registry.js'),
  ]);
  const own = [...(options.enrichers ?? []), ...(options.narrators ?? []), ...(options.resolvers ?? [])];
  const house = { enrichers: [], narrators: [], listens: false };
  const models = own.length > 0 ? house : await modelsOf(hall, options, emit);
  const ready = own.length > 0 ? [] : readyOf((await registryOf(hall.world)).resolvers, hall.settings);
  const resolvers = [...(options.resolvers ?? [])];
  for (const descriptor of ready) resolvers.push(await hall.make(descriptor, options));
  const { location } = tracklist.source;
  let source = options.source ?? null;
  if (options.source === undefined && models.listens && location !== '') {
    // The tracklist may be a stranger's, and so may the address in it.
    source = await openMix(hall, location, { publicOnly: true }, emit);
    closing.add(() => source?.close());
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
  { hall, emit }: Work,
  tracklist: Tracklist,
  options: door.ExportOptions,
): Promise<door.Exported> {
  const [{ exportTracklist }, { loadExporters, makeOutputs }, { keyOf, keysOf }] = await Promise.all([
    import('../app/export.js'),
    import('./results.js'),
    import('../exporters/source-keys.js'),
  ]);
  const { output } = hall.settings;
  const exporters = await loadExporters(output, options.formats ?? output.formats);
  const outputs = await makeOutputs(hall.world, options.folder ?? output.folder, emit);
  await outputs.prepare();
  const keys = keysOf(tracklist.source);
  const named = called(tracklist, options);
  const source = keys.length > 0 ? keys : [keyOf(named.source.name)];
  const name = options.name ?? named.source.name;
  return exportTracklist(
    { tracklist: named, name, source, exporters, outputs, onExist: options.onExist ?? output.onExist },
    { emit },
  );
}

export async function renderOne({ world, settings }: Hall, tracklist: Tracklist, format: string) {
  const { loadExporters } = await import('./results.js');
  const [chosen] = await loadExporters(settings.output, [format]);
  const { files, warnings } = chosen!.exporter.export(tracklist, { baseName: 'mix', folder: world.cwd });
  const [file, ...more] = files;
  if (file && more.length === 0) return file.content;
  throw new ValidationError(`${warnings.join(' ')} That is no single file: export writes several.`);
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

async function modelsOf(hall: Hall, flags: { cache?: boolean; refresh?: boolean }, emit: Emit) {
  const { wireEnrichers } = await import('./enrichers.js');
  return wireEnrichers(hall, { ...hall.settings.enrich, enableBatch: false }, flags, emit);
}
