import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Context } from '../../domain/ports/context.js';
import type { DeckTrack } from '../../domain/ports/deck.js';
import { Crates } from '../crates.js';
import { isSystemDisk, keyOf, locationIn, pathOf, sameKey } from './location.js';
import { readNml } from './nml.js';

/** Nobody has had so many for a system. */
const MOST_DISKS = 100;
/** Traktor's own, which every collection has. */
const NO_CRATES = new Set(['_LOOPS', '_RECORDINGS']);

/** The tracks of a `collection.nml`, of a playlist that was exported, or of a folder with a collection in it. */
export async function* collection(path: string, context: Context): AsyncGenerator<DeckTrack> {
  const file = (await isFolder(path)) ? join(path, 'collection.nml') : path;
  // Playlists stand behind the tracks that they name. What is damaged is said when it is read for the second time.
  const { crates, systemDisks } = await listsIn(file, { ...context, emit: () => {} });
  if (crates.isFull) {
    const message = `The playlists of "${file}" name more tracks than anybody's do; which of them the rest are in isn't read.`;
    context.emit({ type: 'warning', message });
  }
  for await (const items of readNml(file, context)) {
    for (const item of items) {
      if (item.kind !== 'track') continue;
      const { location, about } = item;
      const path = pathOf(location, systemDisks);
      const key = keyOf(location);
      const names = crates.of(sameKey(key));
      yield {
        file: path,
        ...(path === null && { streamed: key.replace(/^\/:/, '') }),
        ...about,
        ...(names && { crates: names }),
      };
    }
  }
}

export const isFolder = (path: string): Promise<boolean> =>
  stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );

interface Lists {
  crates: Crates;
  systemDisks: Set<string>;
}

async function listsIn(file: string, context: Context): Promise<Lists> {
  const lists: Lists = { crates: new Crates(), systemDisks: new Set() };
  const { crates, systemDisks } = lists;
  for await (const items of readNml(file, context)) {
    for (const item of items) {
      const location = item.kind === 'track' ? item.location : locationIn(item.key);
      if (isSystemDisk(location) && systemDisks.size < MOST_DISKS) systemDisks.add(location.volume);
      if (item.kind === 'track' || item.list.type !== 'LIST' || NO_CRATES.has(item.list.name)) continue;
      crates.add(sameKey(item.key), item.list.name);
    }
    if (crates.isFull) break;
  }
  return lists;
}
