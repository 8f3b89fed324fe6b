import { join } from 'node:path';
import { placesFor } from '../config/places.js';
import type { World } from './world.js';

/** Where reports of bugs lie, in the user's cache folder: nobody misses them. */
export const bugFolder = (env: World['env']): string => join(placesFor(env).cache, 'bugs');
