import { stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { SourceError } from '../../domain/errors.js';
import { given } from '../../domain/given.js';
import type { Context } from '../../domain/ports/context.js';
import type { DeckTrack } from '../../domain/ports/deck.js';
import { fullTitle } from '../../domain/track.js';
import { songsIn } from './database.js';
import { cratesIn, isList, keyOf, listName, tracksOfList } from './lists.js';
import { placeIn } from './place.js';

/** The tracks of a `database.xml`, of the folder that it is in, or of one list. */
export async function* collection(path: string, context: Context): AsyncGenerator<DeckTrack> {
  if (isList(path)) {
    yield* tracksOf(path, context);
    return;
  }
  const file = (await isFolder(path)) ? join(path, 'database.xml') : path;
  const lists = await cratesIn(dirname(file), context);
  for await (const song of songsIn(file, context)) {
    const crates = lists.of(keyOf(song.file ?? song.streamed ?? ''));
    yield crates ? { ...song, crates } : song;
  }
}

export const isFolder = (path: string): Promise<boolean> =>
  stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );

async function* tracksOf(path: string, context: Context): AsyncGenerator<DeckTrack> {
  const listed = await tracksOfList(path, context);
  if (listed.length === 0) throw new SourceError(`"${path}" names no track.`);
  const crates = [listName(basename(path))];
  for (const { path: named, title, version, artists, duration } of listed) {
    yield { ...placeIn(named), ...given({ title: title && fullTitle({ title, version }), artists, duration }), crates };
  }
}
