import { basename, dirname } from 'node:path';
import { SourceError } from '../../domain/errors.js';
import type { Context } from '../../domain/ports/context.js';
import type { DeckTrack } from '../../domain/ports/deck.js';
import { reasonIn } from '../../domain/system-words.js';
import { bytesOf, openStream } from '../../files/open-stream.js';
import { filesListed, LONGEST_PLAYLIST } from '../../files/playlist.js';

/** The files that a playlist names, all in a crate that is called like it. */
export async function* collection(path: string, { signal }: Context): AsyncGenerator<DeckTrack> {
  const bytes = await bytesOf(() => openStream(path), LONGEST_PLAYLIST, signal).catch((cause: unknown) => {
    signal.throwIfAborted();
    throw new SourceError(`Can't read "${path}": ${reasonIn(cause)}.`, { cause });
  });
  if (!bytes)
    throw new SourceError(`"${path}" is too large for a playlist: more than ${LONGEST_PLAYLIST / 2 ** 20} MB.`);
  const files = filesListed(bytes, dirname(path));
  if (files.length === 0) throw new SourceError(`The playlist "${path}" lists no files.`);
  const crates = [basename(path).replace(/\.m3u8?$/i, '')];
  for (const file of files) yield { file, crates };
}
