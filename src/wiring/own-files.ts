import type { FindOwn } from '../identifiers/own-files.js';
import type { Hall } from './hall.js';

/** Looks in the user's own library, which is opened when a service first names a file of it. */
export function ownFilesOf({ world, settings }: Hall): FindOwn {
  let known: Promise<Map<string, Awaited<ReturnType<FindOwn>>>> | undefined;
  const read = async () => {
    const [{ openLibrary }, { toTrack }] = await Promise.all([
      import('./library.js'),
      import('../library/catalogue/to-track.js'),
    ]);
    const library = await openLibrary(world, settings, () => {});
    return new Map(library.known(await library.list()).map((record) => [record.id, toTrack(record)]));
  };
  return async (id) => {
    // Names are there without it: a library that can't be read costs no answer.
    known ??= read().catch(() => new Map());
    return (await known).get(id);
  };
}
