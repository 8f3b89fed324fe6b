import { stat } from 'node:fs/promises';
import type { Knowing } from '../app/knowing.js';
import type { Settings } from '../config/schema.js';
import type { KnownFile } from '../domain/ports/export.js';
import type { Tracklist } from '../domain/tracklist.js';
import { isHere } from '../files/here.js';
import { rawPath } from '../files/raw-path.js';
import { soundIn } from './archive.js';
import type { World } from './world.js';

/** What this machine knows of a mix and its tracks, for the exporters that ask. */
export const knowingOf = (world: World, settings: Settings): Required<Knowing> => ({
  sound: soundIn(world, settings),
  files: (tracklist) => filesOf(tracklist, world, settings),
});

/** The tracks' files that are there. A tracklist may be a stranger's: what it names is looked at, and never opened. */
async function filesOf(
  { entries }: Tracklist,
  world: World,
  settings: Settings,
): Promise<ReadonlyMap<string, KnownFile>> {
  const named = new Set(entries.flatMap(({ track }) => track?.file ?? []).filter(isHere));
  const files = new Map<string, KnownFile>();
  if (named.size === 0) return files;
  const { openLibrary } = await import('./library.js');
  // Its own troubles are said by whatever asks the library.
  const library = await openLibrary(world, settings, () => {}).catch(() => null);
  for (const path of named) {
    const about = await stat(await rawPath(path)).catch(() => null);
    if (about?.isFile()) files.set(path, { bytes: about.size, decks: library?.facts.of([path]) ?? {} });
  }
  return files;
}
