import type { Settings } from '../config/schema.js';
import { UsageError } from '../domain/errors.js';
import type { Emit } from '../domain/events.js';
import { idLabel, type Track } from '../domain/track.js';
import type { World } from './world.js';

/** Names an unknown in every mix in which it is heard; null where the archive is off, and so has none. */
export function namingEverywhere(
  world: World,
  settings: Settings,
  emit: Emit,
): ((number: number, track: Track) => Promise<void>) | null {
  if (!settings.archive.enabled) return null;
  return async (number, track) => {
    const [{ openArchive }, { makeMend }, { answering, nameId }] = await Promise.all([
      import('./archive.js'),
      import('./mending.js'),
      import('../app/ids.js'),
    ]);
    const archive = await openArchive(world, settings);
    const [ids, { all: mixes }] = await Promise.all([archive.ids.list(), archive.read()]);
    const answer = answering(ids, number);
    const id = ids.find((one) => one.number === answer);
    if (!id || id.forgotten) throw new UsageError(`The archive has no ${idLabel(number)}. Name it in this list alone.`);
    const mend = await makeMend(world, settings, archive);
    for await (const { mended } of nameId(
      { book: archive.ids, ids, mixes, mend, signal: world.signal },
      answer,
      track,
    )) {
      for (const { file, why } of mended.staying) {
        const message = why === 'changed' ? `${file} was changed by hand, so it stays as it is.` : why.message;
        emit({ type: 'warning', message });
      }
    }
  };
}
