import type { Archive } from '../archive/archive.js';
import type { HeardAt } from '../archive/ids/played-speed.js';
import type { World } from './world.js';

/** How fast an ID is played wherever it was heard, as far as that can be told. */
export async function playedSpeeds(
  world: World,
  archive: Archive,
  number: number,
  places: readonly HeardAt[],
): Promise<Array<number | null>> {
  const { playedSpeeds } = await import('../archive/ids/played-speed.js');
  return playedSpeeds(archive, number, places, world.signal);
}
