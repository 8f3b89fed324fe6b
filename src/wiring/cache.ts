import { join, resolve } from 'node:path';
import type { AnswerCache } from '../cache/cache.js';
import type { Settings } from '../config/schema.js';
import type { World } from './world.js';

export async function cacheFolder(world: World, settings: Settings): Promise<string> {
  const { placesFor } = await import('../config/places.js');
  return settings.cache.path ? resolve(world.cwd, settings.cache.path) : placesFor(world.env).cache;
}

/** The providers' answers on disk. */
export async function openCache(
  world: World,
  settings: Settings,
  warn: (message: string) => void,
): Promise<AnswerCache> {
  const { AnswerCache } = await import('../cache/cache.js');
  return new AnswerCache({
    folder: join(await cacheFolder(world, settings), 'answers'),
    maxBytes: settings.cache.maxMegabytes * 1e6,
    now: world.clock.now,
    warn,
  });
}
