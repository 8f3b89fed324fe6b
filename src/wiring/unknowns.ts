import type { Archive } from '../archive/archive.js';
import type { Home } from '../archive/ids/home.js';
import type { Settings } from '../config/schema.js';
import type { Emit } from '../domain/events.js';
import type { Unknowns } from '../domain/ports/archive.js';
import { reasonIn } from '../domain/system-words.js';
import { openArchive } from './archive.js';
import type { World } from './world.js';

/** The unknowns of all mixes; null where none are kept. */
export async function openUnknowns(world: World, settings: Settings, emit: Emit): Promise<Unknowns | null> {
  if (!settings.archive.enabled) return null;
  return makeUnknowns(world, settings, await openArchive(world, settings), emit);
}

/** The same. Whatever turns out to be one, or several, is so in every mix that has it, and in its files. */
export async function makeUnknowns(world: World, settings: Settings, archive: Archive, emit: Emit): Promise<Unknowns> {
  const { ArchiveUnknowns } = await import('../archive/ids/unknowns.js');
  const home: Home = {
    ids: archive.ids,
    read: () => archive.read(),
    get: (id) => archive.get(id),
    sound: (mix) => archive.sound(mix),
    idOf: (mix) => archive.idOf(mix),
    async change(mix, change, how) {
      // Seldom, and files may have been written since the last time.
      const { makeMend } = await import('./mending.js');
      const mended = await (await makeMend(world, settings, archive))(mix, change, how);
      for (const { file, why } of mended?.staying ?? []) {
        const reason = why === 'changed' ? 'was changed by hand' : `couldn't be written (${reasonIn(why)})`;
        const message = `${file} ${reason}, so it stays, with the number of an ID that turned out to be another one, or several.`;
        emit({ type: 'warning', message });
      }
      return mended;
    },
  };
  return new ArchiveUnknowns(home, world.clock.now);
}
