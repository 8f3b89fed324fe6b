import { basename, dirname, join, resolve } from 'node:path';
import type { FilesRun, Kept, Mended, MendedFiles, WrittenAt } from '../app/mending.js';
import type { Archive } from '../archive/archive.js';
import type { Copy } from '../archive/kept.js';
import type { Settings } from '../config/schema.js';
import { LibraryError } from '../domain/errors.js';
import { safeBaseName } from '../domain/file-name.js';
import type { MixChanging, MixOf } from '../domain/ports/archive.js';
import type { Tracklist } from '../domain/tracklist.js';
import { archiveKey, openArchive } from './archive.js';
import { knowingOf } from './knowing.js';
import type { World } from './world.js';

/** Seconds by which another encoding of a mix begins and ends elsewhere. */
const SLACK = 1;

/** The same mix under another name or bit rate: its files tell the same times, unlike those of a part. */
const isWhole = ({ start, end }: Copy, { duration }: Tracklist): boolean =>
  Math.abs(start) <= SLACK && Math.abs(end - duration) <= SLACK;

/** Changes one mix of the archive, and every file of it. One process of this machine at a time does. */
export type Mend = (
  mix: string,
  change: (tracklist: Tracklist) => Tracklist,
  how?: { by?: 'owner' | 'finding' },
) => Promise<Mended | null>;

/** What mends tracklists; where their files lie is read once for all of them. */
export async function makeMend(
  world: World,
  settings: Settings,
  archive: MixChanging & Pick<Archive, 'folder' | 'get'>,
): Promise<Mend> {
  const [{ mend }, { inTurn }, files] = await Promise.all([
    import('../app/mending.js'),
    import('../files/turn.js'),
    makeFiles(world, settings, archive),
  ]);
  return (mix, change, how) =>
    inTurn(join(archive.folder, 'mending', mix), world.signal, () =>
      mend({ archive, mix, ...files(mix, { parts: true }) }, change, how),
    );
}

/**
 * Works while nobody else on this machine changes what is kept of a mix: the turn that whoever mends it takes, too, and before those of
 * its documents. Else a change of a document that is being mended would keep it as it was read, without what has just been found.
 */
export async function aloneWithMix<T>(
  world: World,
  settings: Settings,
  mix: MixOf,
  work: () => Promise<T>,
): Promise<T> {
  const turn = settings.archive.enabled ? await turnOf(world, settings, mix) : null;
  if (turn === null) return work();
  const { aloneAt } = await import('./document-turn.js');
  return aloneAt(turn, world.signal, work);
}

/** Null for what nothing tells from others, and where the archive can't be read, which is said where the change is kept there. */
async function turnOf(world: World, settings: Settings, mix: MixOf): Promise<string | null> {
  const archive = await openArchive(world, settings);
  const id = await archive.idOf(mix).catch((error: unknown) => {
    if (error instanceof LibraryError) return '';
    throw error;
  });
  return id === '' ? null : join(archive.folder, 'mending', id);
}

/** What was changed in one document of a mix, in all its other files: those of a copy, and those in other folders. */
export async function mendElsewhere(
  world: World,
  settings: Settings,
  kept: Kept,
  change: (tracklist: Tracklist) => Tracklist,
  document: string,
): Promise<MendedFiles> {
  const nowhere = { written: [], staying: [], gone: [] };
  if (!settings.archive.enabled) return nowhere;
  try {
    const archive = await openArchive(world, settings);
    const id = await archive.idOf(kept.after.source);
    const [{ mendFiles }, { aloneAt }, files] = await Promise.all([
      import('../app/mending.js'),
      import('./document-turn.js'),
      makeFiles(world, settings, archive),
    ]);
    return await aloneAt(join(archive.folder, 'mending', id), world.signal, () =>
      mendFiles(files(id), kept, change, document),
    );
  } catch (error) {
    // Why the archive can't be read is said where the change is kept there.
    if (error instanceof LibraryError) return nowhere;
    throw error;
  }
}

/** What is needed to mend the files of one mix or another; those of its parts only where that is asked for. */
async function makeFiles(
  world: World,
  settings: Settings,
  archive: Pick<Archive, 'get'>,
): Promise<(mix: string, how?: { parts?: boolean }) => FilesRun> {
  const [{ outputFolder }, { Results }, { keysOf }, { loadExporters, formatNames }, { dataFolder }, { sumOf }, turns] =
    await Promise.all([
      import('../exporters/output-folder.js'),
      import('../exporters/results.js'),
      import('../exporters/source-keys.js'),
      import('./results.js'),
      import('./library.js'),
      import('../archive/kept.js'),
      import('./document-turn.js'),
    ]);
  const results = new Results(join(await dataFolder(world), 'results'));
  const exporters = await loadExporters(settings.output, formatNames);
  const knowing = knowingOf(world, settings);
  const bySource = new Map<string, Set<string>>();
  for (const { path, sources } of await results.everywhere()) {
    for (const source of sources) bySource.set(source, (bySource.get(source) ?? new Set()).add(path));
  }

  /** Earlier versions didn't note where they wrote: those places are guessed. */
  const likely = ({ source: { name, location } }: Tracklist): string[] =>
    [dirname(location), resolve(world.cwd, settings.output.folder)].map((folder) =>
      join(resolve(world.cwd, folder), safeBaseName(name)),
    );

  async function placesOf(mix: string, tracklist: Tracklist, parts: boolean): Promise<WrittenAt[]> {
    const kept = await archive.get(mix);
    const copies = (kept?.copies ?? []).filter((copy) => isWhole(copy, kept!.tracklist));
    const wholes = new Set([kept?.content, ...copies.map(({ content }) => content)]);
    const { id } = tracklist.source;
    // A part tells other times than all the others do.
    const isPart = kept?.content !== undefined && id !== undefined && !wholes.has(sumOf(id));
    const others = isPart ? [] : [archiveKey(mix), ...[...bySource.keys()].filter((key) => wholes.has(sumOf(key)))];
    const keys = [...keysOf(tracklist.source), ...others];
    const places = await writtenFor(keys, likely(tracklist));
    if (!parts || isPart || !kept) return places;
    for (const { content, start } of (kept.copies ?? []).filter((copy) => !copies.includes(copy))) {
      const ofPart = [...bySource.keys()].filter((key) => sumOf(key) === content);
      places.push(...(await writtenFor(ofPart)).map((place) => ({ ...place, from: start })));
    }
    return places;
  }

  async function writtenFor(keys: readonly string[], more: readonly string[] = []): Promise<WrittenAt[]> {
    const paths = new Set([...keys.flatMap((key) => [...(bySource.get(key) ?? [])]), ...more]);
    const places: WrittenAt[] = [];
    for (const path of paths) {
      const sources = (await results.get(path))?.sources ?? [];
      if (!sources.some((source) => keys.includes(source))) continue;
      places.push({ outputs: outputFolder(dirname(path), { results }), name: basename(path), source: sources });
    }
    return places;
  }

  const alone = await turns.documentTurn(world);
  return (mix, { parts = false } = {}) => ({
    placesOf: (tracklist) => placesOf(mix, tracklist, parts),
    exporters,
    ...knowing,
    alone,
  });
}
