/**
 * The only place where adapters are made and handed to use cases. Each function imports what it makes when it is called,
 * so that a command loads nothing but what it needs.
 */
import { availableParallelism, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { ExportResult, ExportRun } from '../app/export.js';
import type { Plan } from '../app/plan.js';
import type { SourceTools } from '../audio/sources/registry.js';
import type { Settings } from '../config/schema.js';
import { CallBudget } from '../domain/call-budget.js';
import { type AudioError, FormatError, LibraryError, ProcessingError, UsageError } from '../domain/errors.js';
import type { Emit } from '../domain/events.js';
import type { AudioSource, Context, Enricher, Exporter, Identifier, Outputs, Resolver } from '../domain/ports.js';
import { emptyTracklist, type SourceInfo, type Tracklist } from '../domain/tracklist.js';
import type { Comparison } from '../enrichers/experiment.js';
import type { PeakRoom } from '../identifiers/library/peaks.js';
import type { Library } from '../library/library.js';
import type { OpenAudio } from '../library/scan/add.js';
import type { OpenIndex } from '../library/together.js';
import { version } from '../version.js';
import type { Cli } from './command.js';
import type { OpenedAhead } from './wiring/look-first.js';

/** What has to be undone at the end, in the reverse order of its making. */
export class Closing {
  private readonly undo: Array<() => void | Promise<void>> = [];
  add(undo: () => void | Promise<void>): void {
    this.undo.push(undo);
  }
  readonly close = async (): Promise<void> => {
    for (const undo of this.undo.splice(0).reverse()) await undo();
  };
}

// ── Audio ────────────────────────────────────────────────────────────────────────────────────────────────────────

/** `ahead` is the rate at which the whole is going to be asked for first, where it is: decoding begins with the opening then. */
export type OpenSource = (location: string, signal?: AbortSignal, emit?: Emit, ahead?: number) => Promise<AudioSource>;

/**
 * How sources are opened. Looks for ffmpeg first, so that its absence is told before anything else is done; it is tried
 * only when a source can't be opened, since starting it takes as long as decoding two minutes. Of `unnamed` locations
 * somebody's file says that they be opened, not the user.
 */
export async function makeOpenSource(
  cli: Cli,
  settings: Settings,
  unnamed: ReadonlySet<string> = new Set(),
): Promise<OpenSource> {
  const [{ locateFfmpeg, versionOf }, { openSource }] = await Promise.all([
    import('../audio/find-ffmpeg.js'),
    import('../audio/sources/registry.js'),
  ]);
  const located = locateFfmpeg({ configured: settings.ffmpeg, env: cli.env });
  const tools = await toolsWith(located.path, cli, settings);
  let tried: Promise<string> | undefined;
  return async (location, signal = cli.signal, emit = () => {}, ahead) => {
    try {
      const reach = reachOf(unnamed.has(location), settings);
      return await openSource(location, { ...tools, signal, emit, ahead, reach });
    } catch (error) {
      if (error instanceof FormatError || error instanceof ProcessingError) {
        tried ??= versionOf(located, cli.signal);
        await tried;
      }
      throw error;
    }
  };
}

/** Where a location may lead that the user didn't name. */
export const reachOf = (unnamed: boolean, { web }: Settings): SourceTools['reach'] =>
  unnamed && !web.allowPrivate ? 'public' : undefined;

/** The same for music of the library, of which the whole is wanted at once. */
export async function makeOpenAudio(cli: Cli, settings: Settings): Promise<OpenAudio> {
  const tools = await sourceTools(cli, settings);
  const { openSource } = await import('../audio/sources/registry.js');
  return (path, signal, ahead) => openSource(path, { ...tools, signal, ahead });
}

/** What every source is opened with. */
export async function sourceTools(cli: Cli, settings: Settings): Promise<SourceTools> {
  const { findFfmpeg } = await import('../audio/find-ffmpeg.js');
  const { path } = await findFfmpeg({ configured: settings.ffmpeg, env: cli.env }, cli.signal);
  return toolsWith(path, cli, settings);
}

async function toolsWith(ffmpeg: string, cli: Cli, settings: Settings): Promise<SourceTools> {
  return {
    ffmpeg,
    cwd: cli.cwd,
    stdin: cli.stdin,
    tempFolder: cli.env['TMPDIR'] || tmpdir(),
    signal: cli.signal,
    ytDlp: await ytDlpProgram(cli, settings),
    async makeWeb() {
      const { createWeb } = await import('../audio/sources/web/web.js');
      const { allowPrivate } = settings.web;
      return createWeb({ env: cli.env, userAgent: `tracklistify/${version}`, allowPrivate });
    },
  };
}

/** A name alone is looked for on the PATH, a path counts from the working directory. */
export async function ytDlpProgram(cli: Cli, { ytDlp = 'yt-dlp' }: Settings): Promise<string> {
  const { onPath } = await import('../audio/find-ffmpeg.js');
  return /[\\/]/.test(ytDlp) ? resolve(cli.cwd, ytDlp) : (onPath(ytDlp, cli.env) ?? ytDlp);
}

// ── Exporters ────────────────────────────────────────────────────────────────────────────────────────────────────

/**
 * The exporters of these formats, each under its format's name, writing as the settings say. Throws UsageError for a name
 * that isn't one, and for settings that it can't follow.
 */
export async function loadExporters(
  { formats, csvColumns, csvBom }: Settings['output'],
  names: readonly string[] = formats,
): Promise<Array<{ name: string; exporter: Exporter }>> {
  const { chooseFormats } = await import('../exporters/registry.js');
  const table = { columns: csvColumns, byteOrderMark: csvBom };
  return Promise.all(
    chooseFormats(names).map(async ({ name, load }) => {
      const exporter = await load();
      exporter.check?.(table);
      return { name, exporter: { export: (tracklist, options) => exporter.export(tracklist, { ...options, table }) } };
    }),
  );
}

/** The folder that results go to, and what is remembered of it. */
export async function makeOutputs(cli: Cli, folder: string, emit: Emit): Promise<Outputs> {
  const [{ outputFolder }, { Results }] = await Promise.all([
    import('../exporters/output-folder.js'),
    import('../exporters/results.js'),
  ]);
  const { dataFolder } = await import('./wiring/library.js');
  const results = new Results(join(await dataFolder(cli), 'results'));
  return outputFolder(resolve(cli.cwd, folder), {
    results,
    onWarning: (message) => emit({ type: 'warning', message }),
  });
}

// ── Identify ─────────────────────────────────────────────────────────────────────────────────────────────────────

export interface IdentifyRequest {
  names: readonly string[];
  fromFile?: string;
  /** Folders of music to identify against, besides the providers. */
  library?: readonly string[];
  /** False for a run that only shows its result. */
  files?: boolean;
  /** Seconds; the whole mix when absent. */
  start?: number;
  end?: number;
  dryRun?: boolean;
  /** All sources and services together. */
  maxCalls?: number;
  /** False to leave the answers that are kept alone. */
  cache?: boolean;
  /** Asks again for answers that are kept. */
  refresh?: boolean;
}

export interface Wired {
  /** Locations, one for each source. */
  targets: readonly string[];
  /** What was named and leads to no source. */
  failures: readonly AudioError[];
  open(location: string, signal: AbortSignal, emit: Emit): Promise<AudioSource>;
  identifiers: readonly Identifier[];
  resolvers: readonly Resolver[];
  enrichers: readonly Enricher[];
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
  /** Gives a source its name in the output folder before others of that name come. */
  reserve(source: SourceInfo): Promise<void>;
  /** What stands already where a source's results would go. */
  standing(source: SourceInfo): Promise<{ files: string[]; whole: Tracklist | null }>;
  close(): Promise<void>;
}

/** What the user named, as single sources: folders, patterns and lists unfolded. */
async function expand(
  cli: Cli,
  request: IdentifyRequest,
  emit: Emit,
): Promise<{ targets: string[]; listed: ReadonlySet<string>; failures: AudioError[] }> {
  const { expandSources, leftOut } = await import('../audio/sources/expand.js');
  const lists = request.fromFile === undefined ? [] : [request.fromFile];
  const { cwd, stdin, signal } = cli;
  const { locations, skipped, ...rest } = await expandSources({ named: request.names, lists, cwd, stdin, signal });
  if (skipped.length > 0 && locations.length > 0) emit({ type: 'warning', message: leftOut(skipped) });
  return { targets: locations, ...rest };
}

export async function wireIdentify(cli: Cli, settings: Settings, request: IdentifyRequest, emit: Emit): Promise<Wired> {
  const context: Context = { signal: cli.signal, emit };
  const closing = new Closing();
  const writing = request.files !== false && !request.dryRun;
  const exporters = writing ? await loadExporters(settings.output) : [];
  const { targets, listed, failures } = await expand(cli, request, emit);
  if (targets.length + failures.length === 0) {
    throw new UsageError(
      'Name a mix to identify, as in "tracklistify mix.mp3". "tracklistify demo" shows it at work, --help lists the rest.',
    );
  }
  const { lookFirst, openFirst, openAhead } = await import('./wiring/look-first.js');
  let ahead: OpenedAhead | null = null;
  let making: Promise<OpenSource> | undefined;
  const makeOpen = (): Promise<OpenSource> => (making ??= makeOpenSource(cli, settings, listed));
  // Nothing to do: say why before anything is made ready for it.
  const bad = await lookFirst(targets, cli.cwd, makeOpen);
  if (bad.length === targets.length) return nothingToOpen([...failures, ...bad]);
  const open = await makeOpen();
  const outputs = await makeOutputs(cli, settings.output.folder, emit);
  try {
    ahead = await openAhead(targets, (location, emitHere) => open(location, cli.signal, emitHere), emit);
    closing.add(ahead.close);
    if (writing) await outputs.prepare();
    const models = await wireModels(cli, settings, request, emit, closing);
    const { identifiers, resolvers } = await wireProviders(cli, settings, request, closing, context);
    const whole = !request.dryRun && request.start === undefined && request.end === undefined;
    const rate = whole ? identifiers.find(({ kind }) => kind === 'mix')?.rate : undefined;
    return {
      targets,
      failures,
      open: (location, signal, emitHere) => ahead!.take(emitHere) ?? open(location, signal, emitHere, rate),
      identifiers,
      resolvers,
      ...models,
      calls: new CallBudget(request.maxCalls),
      plans: [],
      ...(await resultWriter({ exporters, outputs, onExist: settings.output.onExist })),
      close: closing.close,
    };
  } catch (error) {
    try {
      // A source that can't be opened anyway is the first thing to be told.
      const unopened = cli.signal.aborted || !ahead || ahead.opened ? [] : await openFirst(targets, open);
      if (unopened.length === targets.length) return nothingToOpen([...failures, ...unopened]);
    } finally {
      await closing.close();
    }
    throw error;
  }
}

/** What is said where none of the sources can be opened; thrown where there is only one. */
function nothingToOpen(failures: readonly AudioError[]): Wired {
  const [failure, ...more] = failures;
  if (failure && more.length === 0) throw failure;
  const nothing = async (): Promise<never> => {
    throw new Error('There is nothing to open.');
  };
  const none = { targets: [], identifiers: [], resolvers: [], enrichers: [], comparisons: [] };
  return {
    ...none,
    failures,
    calls: new CallBudget(),
    plans: [],
    open: nothing,
    sourceId: String,
    write: nothing,
    reserve: nothing,
    standing: nothing,
    close: async () => {},
  };
}

/** How results of identifying are written, each under its source's name. */
async function resultWriter(
  to: Pick<ExportRun, 'exporters' | 'outputs' | 'onExist'>,
): Promise<Pick<Wired, 'sourceId' | 'reserve' | 'write' | 'standing'>> {
  const [{ exportTracklist, whatStands }, { keyOf, keysOf }, { reservePlace }] = await Promise.all([
    import('../app/export.js'),
    import('../exporters/source-keys.js'),
    import('../app/placing.js'),
  ]);
  const runOf = (tracklist: Tracklist): ExportRun => {
    const { source } = tracklist;
    return { ...to, tracklist, name: source.name, source: keysOf(source) };
  };
  return {
    sourceId: keyOf,
    async write(tracklist, emit) {
      if (to.exporters.length === 0) return { files: [], failure: null, tracklist };
      return exportTracklist(runOf(tracklist), { emit });
    },
    reserve: async (source) => {
      if (to.exporters.length > 0) await reservePlace(runOf(emptyTracklist(source)));
    },
    standing: (source) => whatStands(runOf(emptyTracklist(source))),
  };
}

/** Language and audio models, where the user wants them: nothing is sent to any by default. */
async function wireModels(
  cli: Cli,
  settings: Settings,
  request: IdentifyRequest,
  emit: Emit,
  closing: Closing,
): Promise<Pick<Wired, 'enrichers' | 'comparisons'>> {
  if (!settings.enrich.enabled) return { enrichers: [], comparisons: [] };
  const { wireEnrichers } = await import('./wiring/enrichers.js');
  // A batch is for tracklists that are there already.
  const now = { ...settings, enrich: { ...settings.enrich, enableBatch: false } };
  const { enrichers, comparisons, close } = await wireEnrichers(cli, now, request, emit);
  closing.add(close);
  return { enrichers, comparisons };
}

/** A mix comes as fast as ffmpeg decodes it, which takes a core of its own; a broadcast no faster than it is played. */
async function makePeakRoom(live: boolean): Promise<PeakRoom> {
  if (live || availableParallelism() === 1) return (await import('../identifiers/library/peaks.js')).localPeaks();
  const { threadPeaks } = await import('../identifiers/library/thread-peaks.js');
  return threadPeaks(new URL('./peak-worker.js', import.meta.url));
}

/** The identifiers to use, cheapest first, and the resolvers. Says what is missing when there is nothing to identify with. */
export async function wireProviders(
  cli: Cli,
  settings: Settings,
  request: Pick<IdentifyRequest, 'library' | 'dryRun' | 'cache' | 'refresh'> & { live?: boolean },
  closing: Closing,
  context: Context,
): Promise<{ identifiers: Identifier[]; resolvers: Resolver[] }> {
  const room = await makePeakRoom(request.live ?? false);
  closing.add(room.close);
  const indexes: OpenIndex[] = [];
  const use = async (library: Library): Promise<void> => {
    if (library.trackCount === 0) return;
    const index = await library.index();
    closing.add(() => index.close());
    indexes.push(index);
  };
  const { limitedLibrary, openLibrary } = await import('./wiring/library.js');
  const folders = request.library ?? [];
  if (folders.length > 0) {
    // Mostly nothing is new in a folder, and then ffmpeg isn't needed for it.
    let making: Promise<OpenAudio> | undefined;
    const openAudio: OpenAudio = async (path, signal, ahead) => {
      making ??= makeOpenAudio(cli, settings);
      return (await making)(path, signal, ahead);
    };
    for (const folder of folders) await use(await limitedLibrary(folder, cli, settings, openAudio, context));
  }
  const auto = settings.providers.includes('auto');
  // Who names music means that alone; who names the library as well means both.
  const named = settings.providers.includes('library');
  let unusable: unknown = null;
  if (named || (auto && folders.length === 0)) {
    try {
      await use(await openLibrary(cli, settings, context.emit));
    } catch (error) {
      // A library that nobody named mustn't keep the others from being asked.
      if (named || !(error instanceof LibraryError)) throw error;
      unusable = error;
    }
  }
  const identifiers: Identifier[] = [];
  const [first, ...more] = indexes;
  if (first) {
    const [{ libraryIdentifier }, { together }] = await Promise.all([
      import('../identifiers/library/identifier.js'),
      import('../library/together.js'),
    ]);
    identifiers.push(libraryIdentifier(together([first, ...more]), room, settings.library.mixLength * 60));
  }
  const { wireRemote } = await import('./wiring/remote.js');
  const alone = identifiers.length === 0 && unusable === null && !request.dryRun;
  const remote = await wireRemote(cli, settings, request, context.emit, { alone });
  closing.add(remote.close);
  identifiers.push(...remote.identifiers);
  if (unusable && identifiers.length === 0) throw unusable;
  if (unusable) context.emit({ type: 'warning', message: (unusable as LibraryError).message });
  if (identifiers.length > 0) return { identifiers, resolvers: remote.resolvers };
  throw new UsageError(
    folders.length > 0
      ? `There is no music in ${folders.map((f) => `"${f}"`).join(' and ')} to identify against.`
      : 'Nothing is ready to identify with. Shortest way on: name a folder of your music with --library ~/Music.',
  );
}
