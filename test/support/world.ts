import { Readable } from 'node:stream';
import type { World } from '../../src/wiring/world.js';
import { ManualClock } from './clock.js';

/** A world whose home, data and working folder are this one. */
export const worldIn = (home: string, more: Partial<World> = {}): World => ({
  env: { HOME: home, XDG_DATA_HOME: `${home}/data` },
  cwd: home,
  stdin: Readable.from([]),
  tempFolder: home,
  clock: new ManualClock(() => true),
  random: () => 0.5,
  signal: new AbortController().signal,
  machine: async () => ({ platform: 'linux', home, env: { HOME: home }, volumes: [] }),
  ...more,
});
