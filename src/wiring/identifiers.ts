import { availableParallelism } from 'node:os';
import type { Closing } from '../domain/closing.js';
import { LibraryError, UsageError } from '../domain/errors.js';
import type { Context } from '../domain/ports/context.js';
import type { Ear, Identifier, MixIdentifier } from '../domain/ports/identify.js';
import type { Resolver } from '../domain/ports/resolve.js';
import type { PeakRoom } from '../identifiers/library/peaks.js';
import type { Library } from '../library/library.js';
import type { OpenAudio } from '../library/scan/add.js';
import type { OpenIndex } from '../library/together.js';
import { makeOpenAudio } from './audio.js';
import type { Hall } from './hall.js';

export interface ProviderRequest {
  /** Folders of music to identify against, besides the providers. */
  library?: readonly string[];
  dryRun?: boolean;
  /** False to leave the answers that are kept alone. */
  cache?: boolean;
  /** Asks again for answers that are kept. */
  refresh?: boolean;
  /** Of a broadcast, not of a whole mix. */
  live?: boolean;
  /** A program's own. Its identifiers are the only ones, unless others are asked for as well. */
  own?: { identifiers?: readonly Identifier[]; resolvers?: readonly Resolver[]; others: boolean };
}

/** The same with those that a program brings. */
export async function wireAll(
  hall: Hall,
  request: ProviderRequest,
  closing: Closing,
  context: Context,
): Promise<{ identifiers: Identifier[]; resolvers: Resolver[]; ear: Ear | null }> {
  const { others = true, ...own } = request.own ?? {};
  const { identifiers, resolvers = [] } = await checked(own);
  const alone = identifiers !== undefined && !others;
  if (alone && identifiers.length === 0) {
    throw new UsageError(
      'There is no identifier in the list of your own: leave the list out to ask those that are ready.',
    );
  }
  const none = { identifiers: [], resolvers: [], ear: null };
  const house = alone ? none : await wireProviders(hall, request, closing, context);
  return {
    identifiers: [...(identifiers ?? []), ...house.identifiers],
    resolvers: [...resolvers, ...house.resolvers],
    ear: house.ear,
  };
}

async function checked({ identifiers, resolvers }: Omit<NonNullable<ProviderRequest['own']>, 'others'>) {
  if (!identifiers && !resolvers) return {};
  const { ownIdentifier, ownResolver } = await import('./own.js');
  return {
    ...(identifiers && { identifiers: identifiers.map(ownIdentifier) }),
    ...(resolvers && { resolvers: resolvers.map(ownResolver) }),
  };
}

/** A mix comes as fast as ffmpeg decodes it, which takes a core of its own; a broadcast no faster than it is played. */
async function makePeakRoom(live: boolean): Promise<PeakRoom> {
  if (live || availableParallelism() === 1) return (await import('../identifiers/library/peaks.js')).localPeaks();
  const { threadPeaks } = await import('../identifiers/library/thread-peaks.js');
  return threadPeaks(new URL('./peak-worker.js', import.meta.url));
}

/** The identifiers to use, cheapest first, and the resolvers. Says what is missing when there is nothing to identify with. */
export async function wireProviders(
  hall: Hall,
  request: ProviderRequest,
  closing: Closing,
  context: Context,
): Promise<{ identifiers: Identifier[]; resolvers: Resolver[]; ear: Ear; libraries: readonly Library[] }> {
  const { names, folders, empty, unusable, identifier, ear, libraries } = await wireLibraries(
    hall,
    request,
    closing,
    context,
  );
  const identifiers: Identifier[] = identifier ? [identifier] : [];
  const [{ wireRemote }, { isOffline, wantsLibrary }] = await Promise.all([
    import('./remote.js'),
    import('./choose.js'),
  ]);
  const alone = identifiers.length === 0 && unusable === null && !request.dryRun;
  const remote = await wireRemote(hall, request, context, { alone });
  identifiers.push(...remote.identifiers);
  if (unusable && identifiers.length === 0) throw unusable;
  if (unusable) context.emit({ type: 'warning', message: (unusable as LibraryError).message });
  if (identifiers.length > 0) {
    // The others may know some of it: whoever named music should hear that it wasn't compared with any.
    const message = `There is no music in ${empty.join(' and ')} (--library), so nothing was compared with it.`;
    if (empty.length > 0) context.emit({ type: 'warning', message });
    return { identifiers, resolvers: remote.resolvers, ear, libraries };
  }
  throw new UsageError(
    folders.length > 0
      ? `There is no music in ${folders.map((f) => `"${f}"`).join(' and ')} to identify against.`
      : remote.resolvers.length > 0 && !isOffline(names) && !wantsLibrary(names)
        ? `Nobody is asked what is heard: ${names.join(', ')} can only complete what others name. Name those too, as in "--providers auto,${names.join(',')}".`
        : 'Nothing is ready to identify with. Shortest way on: name a folder of your music with --library ~/Music.',
  );
}

/** The music that a run compares with. */
export interface WiredLibraries {
  /** Whom the user wants asked. */
  names: readonly string[];
  /** What `--library` names, and which of it holds no music. */
  folders: readonly string[];
  empty: readonly string[];
  /** Why the user's own library, which nobody named, can't be used. */
  unusable: unknown;
  /** Those that hold music, in no order. */
  libraries: readonly Library[];
  /** All of them as one; null where there are none. */
  identifier: MixIdentifier | null;
  ear: Ear;
}

export async function wireLibraries(
  hall: Hall,
  request: ProviderRequest,
  closing: Closing,
  context: Context,
): Promise<WiredLibraries> {
  const { world, settings } = hall;
  const room = await makePeakRoom(request.live ?? false);
  closing.add(room.close);
  const indexes: OpenIndex[] = [];
  const libraries: Library[] = [];
  const use = async (library: Library): Promise<void> => {
    if (library.trackCount === 0) return;
    const index = await library.index();
    closing.add(() => index.close());
    indexes.push(index);
    libraries.push(library);
  };
  const { limitedLibrary, openLibrary, ownFolder } = await import('./library.js');
  const folders = request.library ?? [];
  const empty: string[] = [];
  if (folders.length > 0) {
    // Mostly nothing is new in a folder, and then ffmpeg isn't needed for it.
    let making: Promise<OpenAudio> | undefined;
    const openAudio: OpenAudio = async (path, signal, ahead) => {
      making ??= makeOpenAudio(world, settings);
      return (await making)(path, signal, ahead);
    };
    for (const folder of folders) {
      const library = await limitedLibrary(folder, world, settings, openAudio, context);
      if (library.trackCount === 0) empty.push(`"${folder}"`);
      await use(library);
    }
  }
  const { wantsLibrary } = await import('./choose.js');
  const { providers: names } = settings;
  // --library alone means only that music; together with --providers library it means both.
  const named = names.includes('library');
  let unusable: unknown = null;
  if (named || (wantsLibrary(names) && folders.length === 0)) {
    try {
      await use(await openLibrary(world, settings, context.emit));
    } catch (error) {
      // A library that nobody named mustn't keep the others from being asked.
      if (named || !(error instanceof LibraryError)) throw error;
      unusable = error;
    }
  }
  const { ear } = await import('../identifiers/library/ear.js');
  const found = { names, folders, empty, unusable, libraries, ear: ear(room) };
  const [first, ...more] = indexes;
  if (!first) return { ...found, identifier: null };
  const [{ libraryIdentifier }, { together }, { threadKept }] = await Promise.all([
    import('../identifiers/library/identifier.js'),
    import('../library/together.js'),
    import('../identifiers/library/thread-kept.js'),
  ]);
  const longestTrack = settings.library.mixLength * 60;
  const opened = {
    folders: libraries.map(({ folder }) => folder),
    facts: await ownFolder(world, settings),
    longestTrack,
  };
  // No thread is started before something that was kept is to be heard.
  const kept = threadKept(new URL('./kept-worker.js', import.meta.url), availableParallelism(), opened);
  closing.add(kept.close);
  return { ...found, identifier: libraryIdentifier(together([first, ...more]), room, longestTrack, kept) };
}
