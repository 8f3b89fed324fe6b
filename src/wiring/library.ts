import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';
import type { Settings } from '../config/schema.js';
import type { Closing } from '../domain/closing.js';
import type { Emit } from '../domain/events.js';
import type { Context } from '../domain/ports/context.js';
import type { Track } from '../domain/track.js';
import type { AddTools } from '../library/add-tools.js';
import type { Library } from '../library/library.js';
import type { LimitedIndex } from '../library/limited.js';
import type { AddReport, OpenAudio } from '../library/scan/add.js';
import type { TagReader } from '../library/tags/reader.js';
import type { Workshop } from '../library/workshop/workshop.js';
import type { World } from './world.js';

export async function dataFolder(world: World): Promise<string> {
  const { placesFor } = await import('../config/places.js');
  return placesFor(world.env).data;
}

/** Where the user's own library lies. */
export const ownFolder = async (world: World, settings: Settings): Promise<string> =>
  settings.library.path ? resolve(world.cwd, settings.library.path) : join(await dataFolder(world), 'library');

export async function openLibrary(world: World, settings: Settings, emit: Emit, folder?: string): Promise<Library> {
  const [{ Library }, { ownEngine }] = await Promise.all([
    import('../library/library.js'),
    import('../library/workshop/own-engine.js'),
  ]);
  const own = await ownFolder(world, settings);
  return Library.open({
    folder: folder ?? own,
    // What DJ programs say of a file holds in whatever index it is.
    facts: own,
    engine: ownEngine(),
    onWarning: (message) => emit({ type: 'warning', message }),
    now: world.clock.now,
    longestTrack: settings.library.mixLength * 60,
  });
}

/** Worker threads that fingerprint, one for each core or as many as the settings say. */
export async function makeWorkshop(settings: Settings): Promise<Workshop> {
  const { threadWorkshop } = await import('../library/workshop/thread-workshop.js');
  const lanes = settings.library.jobs ?? availableParallelism();
  return threadWorkshop(new URL('./fingerprint-worker.js', import.meta.url), lanes);
}

/** Reads the tags of strangers' files where they can do no harm. */
export async function makeTagReader(): Promise<TagReader> {
  const { threadTagReader } = await import('../library/tags/reader.js');
  return threadTagReader(new URL('./tag-worker.js', import.meta.url));
}

/** Where the indexes lie of what runs were limited to. */
async function limitedBase(world: World, settings: Settings): Promise<string> {
  const base = settings.library.path ? resolve(world.cwd, settings.library.path) : await dataFolder(world);
  return join(base, 'folders');
}

/**
 * A library of its own for a folder of music, a file, or the files of a playlist, kept beside the user's own one: made on first
 * use, brought up to date on every further one, which costs a look at each file. What has gone from there goes from it.
 */
export async function limitedLibrary(
  named: string,
  world: World,
  settings: Settings,
  openAudio: OpenAudio,
  context: Context,
): Promise<Library> {
  const { indexOf, meantBy, noteUse, placeOf } = await import('../library/limited.js');
  const place = await placeOf(named, world.cwd);
  const meant = await meantBy(named, place);
  const index = indexOf(await limitedBase(world, settings), place);
  const library = await openLibrary(world, settings, context.emit, index);
  const [workshop, tags] = await Promise.all([makeWorkshop(settings), makeTagReader()]);
  try {
    context.emit({ type: 'stage', stage: 'index' });
    const lenders = async () => [await openLibrary(world, settings, () => {})];
    const report = await library.mirror(meant, { openAudio, workshop, tags, lenders }, context);
    for (const message of complaintsOf(report)) context.emit({ type: 'warning', message });
    await noteUse(index, place, world.clock.now());
  } finally {
    await Promise.all([workshop.close(), tags.close()]);
  }
  return library;
}

export function complaintsOf({ failed, badTags }: AddReport): string[] {
  const first = (what: string, [one, ...more]: AddReport['badTags']): string[] => {
    const others = more.length > 0 ? `, and ${more.length} more like it` : '';
    if (!one) return [];
    // Most reasons name the file themselves.
    const about = one.reason.includes(one.path) ? one.reason : `${one.path}: ${one.reason}`;
    return [`${what}: ${about.replace(/\.$/, '')}${others}.`];
  };
  return [...first('Left out of the library', failed), ...first('In the library', badTags)];
}

/** The indexes of what runs were limited to, each with its library; one that can't be read is left out. */
export async function limitedLibraries(
  world: World,
  settings: Settings,
): Promise<{ about: LimitedIndex; library: Library }[]> {
  const { limitedIndexes } = await import('../library/limited.js');
  const all = await limitedIndexes(await limitedBase(world, settings));
  const opened = all.map(async (about) => {
    const library = await openLibrary(world, settings, () => {}, about.index).catch(() => null);
    return library ? [{ about, library }] : [];
  });
  return (await Promise.all(opened)).flat();
}

/** The index of what `--library NAMED` made; null when there is none. */
export async function limitedTo(
  named: string,
  world: World,
  settings: Settings,
): Promise<{ about: LimitedIndex; library: Library } | null> {
  const { indexOf, placeOf } = await import('../library/limited.js');
  const index = indexOf(await limitedBase(world, settings), await placeOf(named, world.cwd));
  return (await limitedLibraries(world, settings)).find(({ about }) => about.index === index) ?? null;
}

/** Deletes an index that `--library` made. */
export async function forgetLimited({ index }: LimitedIndex): Promise<void> {
  const { rm } = await import('node:fs/promises');
  await rm(index, { recursive: true, force: true });
}

/** Deletes the indexes of what has long been gone; says of what. */
export async function sweepLimited(world: World, settings: Settings): Promise<string[]> {
  const limited = await import('../library/limited.js');
  return limited.sweepLimited(await limitedBase(world, settings), world.clock.now());
}

/** Decoder and worker threads, closed with the rest, and what other indexes have fingerprinted already. */
export async function makeAddTools(world: World, settings: Settings, closing: Closing): Promise<AddTools> {
  const { makeOpenAudio } = await import('./audio.js');
  const openAudio = await makeOpenAudio(world, settings);
  const [workshop, tags] = await Promise.all([makeWorkshop(settings), makeTagReader()]);
  closing.add(() => workshop.close());
  closing.add(() => tags.close());
  const lenders = async () => (await limitedLibraries(world, settings)).map(({ library }) => library);
  return { openAudio, workshop, tags, lenders, listens: settings.library.analyse };
}

/** The tracks of the user's own library that somebody names: by a path, which is never taken for words, an id or words. */
export async function tracksNamed(world: World, settings: Settings, what: string): Promise<Track[]> {
  const [library, { toTrack }] = await Promise.all([
    openLibrary(world, settings, () => {}),
    import('../library/catalogue/to-track.js'),
  ]);
  const { by, tracks } = await library.select(world.cwd, what);
  return by === 'words' && /[\\/]/.test(what) ? [] : library.known(tracks).map(toTrack);
}
