import type { Archive } from '../archive/archive.js';
import type { partOff as PartOff } from '../archive/ids/part-off.js';
import type { World } from './world.js';

type At = Parameters<typeof PartOff>[2];

/** A number of its own for what was taken for an ID in one mix. */
export async function partOff(
  world: World,
  archive: Archive,
  number: number,
  here: At,
  elsewhere: At,
): Promise<number> {
  const { partOff } = await import('../archive/ids/part-off.js');
  return partOff(archive, number, here, elsewhere, new Date(world.clock.now()).toISOString());
}
