import type { ExportResult, ExportRun } from '../app/export.js';
import type { IdentifyRun } from '../app/identify.js';
import type { Plan } from '../app/plan.js';
import type { Settings } from '../config/schema.js';
import { CallBudget } from '../domain/call-budget.js';
import { Closing } from '../domain/closing.js';
import { type AudioError, UsageError } from '../domain/errors.js';
import type { Emit } from '../domain/events.js';
import type { Knowledge, Looked } from '../domain/looked.js';
import type { MixSound } from '../domain/mix-sound.js';
import type { Recurrence } from '../domain/phantoms.js';
import type { MixOf, Unknowns } from '../domain/ports/archive.js';
import type { Context } from '../domain/ports/context.js';
import type { Enricher, Narrator } from '../domain/ports/enrich.js';
import type { DrawnSound } from '../domain/ports/export.js';
import type { Identifier, MixIdentifier } from '../domain/ports/identify.js';
import type { Resolver } from '../domain/ports/resolve.js';
import type { AudioSource } from '../domain/ports/source.js';
import { emptyTracklist, type SourceInfo, type Tracklist } from '../domain/tracklist.js';
import type { Comparison } from '../enrichers/experiment.js';
import { type Keeping, makeKeeping } from './archive.js';
import { foundFfmpeg, makeOpenSource, type OpenSource } from './audio.js';
import { type ClaimsOf, wireClaims } from './claims.js';
import type { Hall } from './hall.js';
import { type ProviderRequest, wireProviders } from './identifiers.js';
import { knowingOf } from './knowing.js';
import { knowledgeAt } from './knowledge.js';
import type { OpenedAhead } from './look-first.js';
import { loadExporters, makeOutputs } from './results.js';
import { openUnknowns } from './unknowns.js';
import type { World } from './world.js';

export interface IdentifyRequest extends Omit<ProviderRequest, 'live'> {
  names: readonly string[];
  fromFile?: string;
  /** False for a run that only shows its result. */
  files?: boolean;
  /** Seconds; the whole mix when absent. */
  start?: number;
  end?: number;
  /** All sources and services together. */
  maxCalls?: number;
  claims?: readonly string[];
  history?: readonly string[];
  foundClaims?: boolean;
}

export interface Wired {
  /** Locations, one for each source. */
  targets: readonly string[];
  /** What was named and leads to no source. */
  failures: readonly AudioError[];
  open(location: string, signal: AbortSignal, emit: Emit): Promise<AudioSource>;
  identifiers: readonly Identifier[];
  /** Keeps the sound of a mix for the archive; null where that is off. */
  ear: MixIdentifier | null;
  /** Numbers what nobody knows; null where the archive is off. */
  unknowns: Unknowns | null;
  /** What is claimed of a mix. */
  claims: ClaimsOf;
  resolvers: readonly Resolver[];
  enrichers: readonly Enricher[];
  narrators: readonly Narrator[];
  /** Of the models, where an experiment is on. */
  comparisons: readonly Comparison[];
  /** Of all sources together. */
  calls: CallBudget;
  /** Those of a dry run, as they are made. */
  plans: Plan[];
  /** Tells an address from all others, where the source has nothing else to be told by. */
  sourceId(target: string): string;
  /** Writes the files of one source; what went wrong comes back beside what was written. */
  write(tracklist: Tracklist, emit: Emit): Promise<ExportResult>;
  /** The same for the last time: then the mix is kept in the archive, with all that was said of it. */
  conclude(tracklist: Tracklist, emit: Emit, sound: MixSound | null): Promise<ExportResult>;
  /** The mixes that were identified before; null where they aren't to be looked at. */
  archive: NonNullable<IdentifyRun['archive']> | null;
  /** How names came up in other mixes than this one; undefined where nothing is known of any. */
  recurrence(source: SourceInfo): Promise<Recurrence | undefined>;
  /** Gives a source its name in the output folder before others of that name come. */
  reserve(source: SourceInfo): Promise<void>;
  /** What stands already where a source's results would go: absolute paths, and the result if it is a whole one. */
  standing(source: SourceInfo): Promise<{ files: string[]; whole: Tracklist | null }>;
  close(): Promise<void>;
}

/** What the user named, as single sources: folders, patterns and lists unfolded. */
async function expand(
  world: World,
  request: IdentifyRequest,
  emit: Emit,
): Promise<{ targets: string[]; listed: ReadonlySet<string>; failures: AudioError[] }> {
  const { expandSources, leftOut } = await import('../audio/sources/expand.js');
  const lists = request.fromFile === undefined ? [] : [request.fromFile];
  const { cwd, stdin, signal } = world;
  const { locations, skipped, ...rest } = await expandSources({ named: request.names, lists, cwd, stdin, signal });
  if (skipped.length > 0 && locations.length > 0) emit({ type: 'warning', message: leftOut(skipped) });
  return { targets: locations, ...rest };
}

export async function wireIdentify(hall: Hall, request: IdentifyRequest, emit: Emit): Promise<Wired> {
  const { world, settings } = hall;
  const context: Context = { signal: world.signal, emit };
  const closing = new Closing();
  closing.add(hall.tell(emit));
  const writing = request.files !== false && !request.dryRun;
  const exporters = writing ? await loadExporters(settings.output) : [];
  const { targets, listed, failures } = await expand(world, request, emit);
  if (targets.length + failures.length === 0) {
    throw new UsageError(
      'Name a mix to identify, as in "tracklistify mix.mp3". "tracklistify demo" shows it at work, --help lists the rest.',
    );
  }
  const { lookFirst, openFirst, openAhead } = await import('./look-first.js');
  let ahead: OpenedAhead | null = null;
  let making: Promise<OpenSource> | undefined;
  const makeOpen = (): Promise<OpenSource> => (making ??= makeOpenSource(world, settings, { unnamed: listed }));
  // Nothing to do: say why before anything is made ready for it.
  const bad = await lookFirst(targets, world.cwd, makeOpen);
  if (bad.length === targets.length) return nothingToOpen([...failures, ...bad]);
  if (request.claims?.includes('-') && (targets.includes('-') || request.fromFile === '-')) {
    throw new UsageError('Standard input can be one thing: the mix, the list of mixes, or the list of claims.');
  }
  const keeping = await makeKeeping(world, settings);
  const claims = await wireClaims(
    world,
    { ...request, found: request.foundClaims, histories: settings.claims.histories },
    {
      ffmpeg: () => foundFfmpeg(world, settings),
      kept: async (mix) => (await keeping.recognise(mix, null, emit))?.tracklist ?? null,
    },
    emit,
  );
  const open = await makeOpen();
  const outputs = await makeOutputs(world, settings.output.folder, emit);
  try {
    ahead = await openAhead(targets, (location, emitHere) => open(location, world.signal, emitHere), emit);
    closing.add(ahead.close);
    if (writing) await outputs.prepare();
    const models = await wireModels(hall, request, emit);
    const begun = new Date(world.clock.now()).toISOString();
    const { identifiers, resolvers, ear, libraries } = await wireProviders(hall, request, closing, context);
    const knowledge = await knowledgeAt(begun, libraries);
    const services = identifiers.filter(({ kind }) => kind === 'sample').map(({ name }) => name);
    const whole = !request.dryRun && request.start === undefined && request.end === undefined;
    const rate = whole ? identifiers.find((one) => one.kind === 'mix')?.rate : undefined;
    return {
      targets,
      failures,
      open: (location, signal, emitHere) => ahead!.take(emitHere) ?? open(location, signal, emitHere, rate),
      identifiers,
      ear: settings.archive.enabled ? ear : null,
      unknowns: request.dryRun ? null : await openUnknowns(world, settings, emit),
      claims,
      resolvers,
      ...models,
      calls: new CallBudget(request.maxCalls),
      plans: [],
      ...(await resultWriter(
        { exporters, outputs, onExist: settings.output.onExist, ...knowingOf(world, settings) },
        keeping,
        (tracklist) => lookedAt(tracklist, knowledge, services),
      )),
      archive: settings.archive.enabled ? recognising(keeping, settings, request) : null,
      close: closing.close,
    };
  } catch (error) {
    try {
      // A source that can't be opened anyway is the first thing to be told.
      const unopened = world.signal.aborted || !ahead || ahead.opened ? [] : await openFirst(targets, open);
      if (unopened.length === targets.length) return nothingToOpen([...failures, ...unopened]);
    } finally {
      await closing.close();
    }
    throw error;
  }
}

/** What a mix that was heard to its end needn't be compared with again. */
function lookedAt(
  { complete, window, duration, createdAt }: Tracklist,
  knowledge: Knowledge,
  services: readonly string[],
): Omit<Looked, 'kept'> | null {
  if (!complete) return null;
  const asked = Object.fromEntries(services.map((name) => [name, createdAt]));
  return { ...knowledge, spans: [window ?? { start: 0, end: duration }], services: asked };
}

/** Finds the mix in the archive; what was answered about it then is asked again where the user wants that, or no answer is kept. */
function recognising(
  keeping: Keeping,
  { cache }: Settings,
  { refresh = false, cache: isKept = true }: IdentifyRequest,
): NonNullable<IdentifyRun['archive']> {
  return {
    recognise: (mix, sound, { emit }) => keeping.recognise(mix, sound, emit),
    recurrence: (mix, known) => keeping.recurrence(mix, known),
    ...(isKept && !refresh && { noMatchSeconds: cache.noMatchDays * 86_400 }),
  };
}

/** What is said where none of the sources can be opened; thrown where there is only one. */
function nothingToOpen(failures: readonly AudioError[]): Wired {
  const [failure, ...more] = failures;
  if (failure && more.length === 0) throw failure;
  const nothing = async (): Promise<never> => {
    throw new Error('There is nothing to open.');
  };
  const none = {
    targets: [],
    identifiers: [],
    ear: null,
    unknowns: null,
    resolvers: [],
    enrichers: [],
    narrators: [],
    comparisons: [],
  };
  return {
    ...none,
    failures,
    calls: new CallBudget(),
    plans: [],
    open: nothing,
    sourceId: String,
    write: nothing,
    conclude: nothing,
    archive: null,
    claims: nothing,
    recurrence: nothing,
    reserve: nothing,
    standing: nothing,
    close: async () => {},
  };
}

/** How results of identifying are written, each under its source's name. */
async function resultWriter(
  to: Pick<ExportRun, 'exporters' | 'outputs' | 'onExist' | 'sound' | 'files'>,
  archive: Keeping,
  looked: (tracklist: Tracklist) => Omit<Looked, 'kept'> | null,
): Promise<Pick<Wired, 'sourceId' | 'recurrence' | 'reserve' | 'write' | 'conclude' | 'standing'>> {
  const [{ exportTracklist, whatStands, withKept }, { keyOf, keysOf }, { reservePlace }] = await Promise.all([
    import('../app/export.js'),
    import('../exporters/source-keys.js'),
    import('../app/placing.js'),
  ]);
  const runOf = (tracklist: Tracklist): ExportRun => {
    const { source } = tracklist;
    return { ...to, tracklist, name: source.name, source: keysOf(source) };
  };
  const write = async (tracklist: Tracklist, emit: Emit, heard?: MixSound | null): Promise<ExportResult> => {
    const kept = await archive.corrections(tracklist.source, emit);
    const numbering = await archive.numbering();
    if (to.exporters.length === 0) return { files: [], failure: null, tracklist: withKept(tracklist, kept, numbering) };
    const sound = async (mix: MixOf): Promise<DrawnSound | null> => heard ?? to.sound?.(mix) ?? null;
    return exportTracklist({ ...runOf(tracklist), kept, numbering, sound }, { emit });
  };
  return {
    sourceId: keyOf,
    recurrence: (source) => archive.recurrence(source),
    write,
    async conclude(tracklist, emit, sound) {
      const result = await write(tracklist, emit, sound);
      const now = looked(result.tracklist);
      await archive.keep(result.tracklist, emit, { sound, ...(now && { looked: now }) });
      return result;
    },
    reserve: async (source) => {
      if (to.exporters.length > 0) await reservePlace(runOf(emptyTracklist(source)));
    },
    async standing(source) {
      const { files, whole } = await whatStands(runOf(emptyTracklist(source)));
      return { files: files.map((file) => to.outputs.pathOf(file)), whole };
    },
  };
}

/** Language and audio models, where the user wants them: nothing is sent to any by default. */
async function wireModels(
  hall: Hall,
  request: IdentifyRequest,
  emit: Emit,
): Promise<Pick<Wired, 'enrichers' | 'narrators' | 'comparisons'>> {
  const { settings } = hall;
  if (!settings.enrich.enabled) return { enrichers: [], narrators: [], comparisons: [] };
  const { wireEnrichers } = await import('./enrichers.js');
  // A batch is for tracklists that are there already.
  const now = { ...settings.enrich, enableBatch: false };
  const { enrichers, narrators, comparisons } = await wireEnrichers(hall, now, request, emit);
  return { enrichers, narrators, comparisons };
}
