import { resolve } from 'node:path';
import type { Emit } from '../domain/events.js';
import type { Library } from '../library/library.js';
import type * as door from '../tracklistify.js';
import type { Hall } from './hall.js';
import type { BeginWork } from './work.js';

type Records = Awaited<ReturnType<Library['list']>>;

/** The user's own library, opened anew for each question, since other processes may have changed it. */
export function libraryDoor(hall: () => Promise<Hall>, begin: BeginWork): door.LibraryDoor {
  const open = async ({ world, settings }: Hall, emit: Emit = () => {}): Promise<Library> =>
    (await import('./library.js')).openLibrary(world, settings, emit);
  const tracksOf = async (library: Library, records: Records): Promise<door.LibraryTrack[]> => {
    const [{ toTrack }, { isMix }, { settings }] = await Promise.all([
      import('../library/catalogue/to-track.js'),
      import('../library/mixes.js'),
      hall(),
    ]);
    const longest = settings.library.mixLength * 60;
    return library.known(records).map((record) => ({
      ...toTrack(record),
      id: record.id,
      file: record.file.path,
      duration: record.duration,
      isMix: isMix(record, longest),
      ...(record.crates && { crates: record.crates }),
    }));
  };
  return {
    add: (paths, options = {}) =>
      begin(options, async ({ hall: here, signal, emit, closing }) => {
        const [library, { makeAddTools }] = await Promise.all([open(here, emit), import('./library.js')]);
        const named = paths.map((path) => resolve(here.world.cwd, path));
        const { nameBy, from: collections = [], map = [] } = options;
        const { makeNameTools } = await import('./naming.js');
        const naming = nameBy === undefined ? {} : { naming: await makeNameTools(here, nameBy) };
        const tools = { ...(await makeAddTools(here.world, here.settings, closing)), ...naming };
        const warn = (message: string): void => emit({ type: 'warning', message });
        const from =
          collections.length > 0 &&
          (await (
            await import('./collections.js')
          ).collectionsFrom({ ...here.world, signal }, collections, map, { signal, emit }, (_, error) =>
            warn(error.message),
          ));
        const report = await library.add(named, tools, { signal, emit }, { ...(from && { from }) });
        const message = report.naming?.failure?.message;
        if (message !== undefined) warn(message);
        return report;
      }),
    async list() {
      const library = await open(await hall());
      return tracksOf(library, library.listed(await library.list()));
    },
    async search(words) {
      const library = await open(await hall());
      return tracksOf(library, await library.search(words));
    },
    remove: async (ids) => (await open(await hall())).remove(ids),
    async stats() {
      const { tracks, hours, bytes } = await (await open(await hall())).stats();
      return { tracks, hours, bytes };
    },
  };
}
