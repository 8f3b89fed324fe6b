import { randomUUID } from 'node:crypto';
import { basename, dirname, resolve } from 'node:path';
import type { ExportResult } from '../app/export.js';
import type { ListenRun } from '../app/listen-live.js';
import type { BroadcastKeeper } from '../audio/broadcast-keeper.js';
import { Closing } from '../domain/closing.js';
import type { Emit } from '../domain/events.js';
import type { MixSound } from '../domain/mix-sound.js';
import type { Recurrence } from '../domain/phantoms.js';
import type { MixOf } from '../domain/ports/archive.js';
import type { Clock } from '../domain/ports/clock.js';
import type { Context } from '../domain/ports/context.js';
import type { Ear, Identifier } from '../domain/ports/identify.js';
import type { LiveSource, Spool } from '../domain/ports/live.js';
import type { Resolver } from '../domain/ports/resolve.js';
import type { Tracklist } from '../domain/tracklist.js';
import { makeKeeping, soundIn } from './archive.js';
import { reachOf, sourceTools } from './audio.js';
import type { Hall } from './hall.js';
import { type ProviderRequest, wireAll } from './identifiers.js';
import { knowingOf } from './knowing.js';
import { type WiredListens, wireListens } from './listens.js';
import { registryOf } from './registry.js';
import { loadExporters, makeOutputs } from './results.js';

export interface ListenRequest {
  location: string;
  /** The location comes from that file, and not from the user. */
  unnamed: boolean;
  /** Whatever the settings allow, nothing leads to a private address. */
  publicOnly?: boolean;
  /** File of the tracklist that is gone on with: its folder and name are kept. */
  resume?: string;
  /** The id of the session that is gone on with. */
  session?: string | undefined;
  /** Whether the user named a folder for the files. */
  output?: string;
  library?: readonly string[];
  files?: boolean;
  cache?: boolean;
  refresh?: boolean;
  saveAudio?: boolean;
  /** Megabytes. */
  spoolSize: number;
  /** What a program brings of its own: the broadcast itself, and identifiers and resolvers. */
  source?: LiveSource;
  own?: NonNullable<ProviderRequest['own']>;
}

export interface WiredListening {
  source: LiveSource;
  /** It is on this machine or the local network: a saved tracklist alone doesn't lead there again. */
  isPrivate: boolean;
  identifiers: readonly Identifier[];
  resolvers: readonly Resolver[];
  /** How names came up in other mixes; undefined where nothing is known of any. */
  recurrence: Recurrence | undefined;
  spool: Spool;
  clock: Clock;
  keeper: BroadcastKeeper | null;
  /** Told what was heard, where the user wants that. */
  telling: WiredListens | null;
  /** Keeps what is heard for the archive; null where that is off. */
  keeping: Exclude<ListenRun['keeping'], undefined>;
  /** A list that is gone on with, with the numbers that unknowns have here. */
  withOwnNumbers(tracklist: Tracklist): Promise<Tracklist>;
  /** Writes what is known so far; where its sound comes along, it is kept in the archive, too. */
  save: ListenRun['save'];
  /** The same for the last time. */
  conclude(tracklist: Tracklist, emit: Emit, sound: MixSound | null): Promise<ExportResult>;
  close(): Promise<void>;
}

/** A broadcast doesn't wait: one that was opened longer ago than this is opened anew. Milliseconds. */
const FRESH_MS = 10_000;

/** Everything that following a broadcast takes. It is opened first, so that what is wrong with it is reported first. */
export async function wireListening(hall: Hall, request: ListenRequest, emit: Emit): Promise<WiredListening> {
  const { world, settings } = hall;
  const { clock } = world;
  await refuseNamedWhole(hall);
  const [{ liveRate }, { openRollingSpool }, { keepBroadcast }, { openLiveSource }] = await Promise.all([
    import('../app/listen-live.js'),
    import('../audio/rolling-spool.js'),
    import('../audio/broadcast-keeper.js'),
    import('../audio/sources/live.js'),
  ]);
  const context: Context = { signal: world.signal, emit };
  const closing = new Closing();
  closing.add(hall.tell(emit));
  const exporters = request.files === false ? [] : await loadExporters(settings.output);
  const resumed = request.resume === undefined ? null : resolve(world.cwd, request.resume);
  const folder =
    resumed && request.output === undefined ? dirname(resumed) : resolve(world.cwd, settings.output.folder);
  const outputs = await makeOutputs(world, folder, emit);
  try {
    const { publicOnly = false } = request;
    const tools = await sourceTools(world, settings, publicOnly);
    const reach = publicOnly ? 'public' : reachOf(request.unnamed, settings);
    const open = async (): Promise<LiveSource> =>
      request.source ?? openLiveSource(request.location, { ...tools, emit, reach });
    let source = await open();
    closing.add(() => source.close());
    if (exporters.length > 0 || request.saveAudio) await outputs.prepare();
    const openedAt = clock.now();
    const { identifiers, resolvers, ear } = await wireAll(hall, { ...request, live: true }, closing, context);
    if (!request.source && clock.now() - openedAt > FRESH_MS) {
      await source.close();
      source = await open();
    }
    const maxBytes = request.spoolSize * 1e6;
    const spool = await openRollingSpool({ folder: tools.tempFolder, rate: liveRate(identifiers), maxBytes });
    closing.add(() => spool.close());
    const name = resumed
      ? basename(resumed).replace(/\.json$/i, '')
      : `${source.info.name} ${moment(new Date(clock.now()))}`;
    // Two sessions of one station are two sources.
    const session = request.session ?? randomUUID().replaceAll('-', '');
    const telling = await wireListens(hall, session, emit);
    let begun = false;
    const quietly: Emit = () => {};
    const mix: MixOf = { id: session, location: source.info.location };
    const archive = await makeKeeping(world, settings);
    // What is said of it from now on stays said.
    await archive.corrections(mix, () => {});
    const { files } = knowingOf(world, settings);
    const ofSession = (tracklist: Tracklist): Tracklist => ({
      ...tracklist,
      source: { ...tracklist.source, id: session },
    });
    const write = async (tracklist: Tracklist, emitHere: Emit, heard: MixSound | null): Promise<ExportResult> => {
      if (exporters.length === 0) return { files: [], failure: null, tracklist };
      const { exportTracklist } = await import('../app/export.js');
      // What went on from a document takes its place; afterwards it is this run's own.
      const from = resumed !== null && !begun ? { from: resumed } : {};
      const run = {
        tracklist: ofSession(tracklist),
        name,
        source: [session],
        exporters,
        outputs,
        growing: true,
        files,
        sound: async () => heard,
        ...from,
      };
      const result = await exportTracklist(run, { emit: emitHere });
      begun ||= result.failure === null;
      return result;
    };
    if (request.saveAudio) await (await import('../files/make-folder.js')).makeFolder(outputs.folder);
    const keeper = request.saveAudio ? keepBroadcast(outputs.folder, outputs.baseName(name)) : null;
    if (keeper) closing.add(() => keeper.close());
    const { isPrivatePlace } = await import('../audio/sources/web/address.js');
    return {
      source,
      isPrivate: isPrivatePlace(source.info.location),
      identifiers,
      resolvers,
      recurrence: await archive.recurrence(mix),
      spool,
      clock,
      keeper,
      telling,
      keeping: ear && (await keepingOf(hall, mix, ear, request.session !== undefined, emit)),
      withOwnNumbers: (tracklist) => archive.withOwnNumbers(tracklist),
      async save(soFar, sound) {
        const { tracklist, failure } = await write(soFar, quietly, null);
        if (sound) await archive.keep(ofSession(tracklist), quietly, { sound });
        if (failure) throw failure;
      },
      async conclude(tracklist, emitHere, sound) {
        const result = await write(tracklist, emitHere, sound);
        await archive.keep(ofSession(result.tracklist), emitHere, { sound });
        return result;
      },
      close: closing.close,
    };
  } catch (error) {
    await closing.close();
    throw error;
  }
}

/** Null where nothing is kept. */
async function keepingOf(
  { world, settings }: Hall,
  mix: MixOf,
  ear: Ear,
  goesOn: boolean,
  emit: Emit,
): Promise<WiredListening['keeping']> {
  const { openUnknowns } = await import('./unknowns.js');
  const unknowns = await openUnknowns(world, settings, emit);
  return unknowns && { mix, ear, unknowns, earlier: goesOn ? await soundIn(world, settings)(mix) : null };
}

/** Who wants a mix whole is refused before the broadcast is opened. */
async function refuseNamedWhole({ world, settings }: Hall): Promise<void> {
  const [{ refuseWhole }, { identifiers }] = await Promise.all([
    import('../app/live/refuse-whole.js'),
    registryOf(world),
  ]);
  const named = identifiers.filter(({ name, wholeMix }) => wholeMix && settings.providers.includes(name));
  refuseWhole(named.map(({ name }) => ({ name, kind: 'file' })));
}

/** Of the user's own day, as a file name may hold it: a station is heard more than once. */
function moment(at: Date): string {
  const two = (n: number): string => String(n).padStart(2, '0');
  const date = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
  return `${date} ${two(at.getHours())}.${two(at.getMinutes())}`;
}
