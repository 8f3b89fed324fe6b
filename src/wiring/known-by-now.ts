import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { mixesWith, numbersOf } from '../app/ids.js';
import type { Settings } from '../config/schema.js';
import type { Track } from '../domain/track.js';
import type { Library } from '../library/library.js';
import { openArchive } from './archive.js';
import type { World } from './world.js';

/** An unknown of mixes that turns out to be a track. */
export interface KnownByNow {
  number: number;
  mixes: number;
  track: Track;
}

/**
 * Unknowns without a name that are among the tracks which came to the library since this was last asked. Costs a look at the archive
 * where it has none, or where nothing was added.
 */
export async function knownByNow(world: World, settings: Settings, library: Library): Promise<KnownByNow[]> {
  if (!settings.archive.enabled) return [];
  const archive = await openArchive(world, settings);
  const ids = await archive.ids.list();
  const open = new Map(
    ids.filter((id) => id.name === undefined && id.into === undefined && !id.forgotten).map((id) => [id.number, id]),
  );
  if (open.size === 0) return [];
  const noted = join(archive.ids.folder, 'library-looked-at');
  const now = new Date(world.clock.now()).toISOString();
  // What was there before the first unknown was held against its mix.
  const since =
    (await readFile(noted, 'utf8').catch(() => null)) ??
    [...open.values()].map(({ firstSeen }) => firstSeen).sort()[0]!;
  const longest = settings.library.mixLength * 60;
  const added = (await library.list()).filter(({ addedAt, duration }) => addedAt >= since && duration <= longest);
  const wanted = new Set(added.map(({ id }) => id));
  const found = new Map<number, { track: Track; score: number }>();
  if (wanted.size > 0) {
    const index = await library.index();
    try {
      for (let ordinal = 0; ordinal < index.prints.trackCount; ordinal++) {
        const record = index.record(ordinal);
        if (!record || !wanted.delete(record.id)) continue;
        const sound = { peaks: index.prints.peaksOf(ordinal), seconds: record.duration };
        const track = index.track(ordinal)!;
        for (const { number, score } of await archive.ids.recognise(sound, { signal: world.signal })) {
          if (open.has(number) && score > (found.get(number)?.score ?? 0)) found.set(number, { track, score });
        }
      }
    } finally {
      index.close();
    }
  }
  const { replaceFile } = await import('../files/place.js');
  // Looking again costs time, and nothing else.
  await replaceFile(noted, now, { mode: 0o600 }).catch(() => {});
  const { all } = await archive.read();
  return [...found].map(([number, { track }]) => ({
    number,
    mixes: mixesWith(all, numbersOf(ids, number)).length,
    track,
  }));
}
