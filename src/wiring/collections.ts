import { realpath } from 'node:fs/promises';
import { TracklistifyError, UsageError } from '../domain/errors.js';
import type { Context } from '../domain/ports/context.js';
import type { From } from '../library/from/bring-all.js';
import type { Collection } from '../library/from/bring-in.js';
import type { World } from './world.js';

/** Collections of DJ programs as the user names them, ready to be read; what can't be is told, where something else is named too. */
export async function collectionsFrom(
  world: World,
  named: readonly string[],
  maps: readonly string[],
  context: Context,
  failed: From['failed'],
): Promise<From> {
  const [{ deckFor }, { PathMaps, readPathMap }] = await Promise.all([
    import('./decks.js'),
    import('../library/from/path-maps.js'),
  ]);
  const read = new PathMaps(maps.map(readPathMap), world.cwd);
  const collections: Collection[] = [];
  for (const one of new Set(named)) {
    try {
      collections.push(await open(one));
    } catch (error) {
      context.signal.throwIfAborted();
      if (!(error instanceof TracklistifyError) || named.length === 1) throw error;
      failed(one, error);
    }
  }
  return { collections, maps: read, failed };

  async function open(one: string): Promise<Collection> {
    const { deck, path, holds, load } = await deckFor(world, one);
    const reader = holds.collection ? await load() : null;
    if (!reader?.collection) {
      throw new UsageError(
        `"${one}" is a history of ${deck.title}, which names no files to add: name its collection by --from.`,
      );
    }
    const { name: program, title } = deck;
    // A collection by another way is the same one.
    const { inFile } = reader;
    const at = await realpath(path).catch(() => path);
    return { program, title, path: at, tracks: reader.collection(path, context), ...(inFile && { inFile }) };
  }
}
