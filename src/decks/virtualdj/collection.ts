import { stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { SourceError } from '../../domain/errors.js';
import { given } from '../../domain/given.js';
import type { Context } from '../../domain/ports/context.js';
import type { DeckTrack } from '../../domain/ports/deck.js';
import { fullTitle } from '../../domain/track.js';
import { linesOf } from '../lines.js';
import { songsIn } from './database.js';
import { placeIn } from './place.js';
import { listedIn } from './playlist.js';

/** The tracks of a `database.xml`, of the folder that it is in, or of one playlist. */
export async function* collection(path: string, context: Context): AsyncGenerator<DeckTrack> {
  if (/\.m3u8?$/i.test(path)) yield* tracksOf(path, context);
  else yield* songsIn((await isFolder(path)) ? join(path, 'database.xml') : path, context);
}

export const isFolder = (path: string): Promise<boolean> =>
  stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );

async function* tracksOf(path: string, { signal }: Context): AsyncGenerator<DeckTrack> {
  const listed = listedIn(await linesOf(path, signal));
  if (listed.length === 0) throw new SourceError(`"${path}" names no track.`);
  const crates = [basename(path).replace(/\.m3u8?$/i, '')];
  for (const { path: named, title, version, artists, duration } of listed) {
    yield { ...placeIn(named), ...given({ title: title && fullTitle({ title, version }), artists, duration }), crates };
  }
}
