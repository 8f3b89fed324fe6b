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
  const tracksOf = async (records: Records): Promise<door.LibraryTrack[]> => {
    const [{ toTrack }, { isMix }, { settings }] = await Promise.all([
      import('../library/catalogue/to-track.js'),
      import('../library/mixes.js'),
      hall(),
    ]);
    const longest = settings.library.mixLength * 60;
    return records.map((record) => ({
      ...toTrack(record),
      id: record.id,
      file: record.file.path,
      duration: record.duration,
      isMix: isMix(record, longest),
    }));
  };
  return {
    add: (paths, options = {}) =>
      begin(options, async ({ hall: here, signal, emit, closing }) => {
        const [library, { makeAddTools }] = await Promise.all([open(here, emit), import('./library.js')]);
        const named = paths.map((path) => resolve(here.world.cwd, path));
        const { nameBy } = options;
        const { makeNameTools } = await import('./naming.js');
        const naming = nameBy === undefined ? {} : { naming: await makeNameTools(here, nameBy) };
        const tools = { ...(await makeAddTools(here.world, here.settings, closing)), ...naming };
        const report = await library.add(named, tools, { signal, emit });
        const message = report.naming?.failure?.message;
        if (message !== undefined) emit({ type: 'warning', message });
        return report;
      }),
    list: async () => tracksOf(await (await open(await hall())).list()),
    search: async (words) => tracksOf(await (await open(await hall())).search(words)),
    remove: async (ids) => (await open(await hall())).remove(ids),
    async stats() {
      const { tracks, hours, bytes } = await (await open(await hall())).stats();
      return { tracks, hours, bytes };
    },
  };
}
