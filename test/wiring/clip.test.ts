import { Readable } from 'node:stream';
import { expect, it } from 'vitest';
import { makeClips } from '../../src/wiring/clip.js';
import { schemaOf } from '../../src/wiring/registry.js';
import type { World } from '../../src/wiring/world.js';
import { ManualClock } from '../support/clock.js';
import { tempFolder } from '../support/temp.js';

it('asks no other machine for a mix where a tracklist says that it lies there, which may be a stranger’s', async () => {
  const home = tempFolder();
  const world: World = {
    env: { ...process.env, HOME: home },
    cwd: home,
    stdin: Readable.from([]),
    tempFolder: home,
    clock: new ManualClock(() => true),
    random: () => 0.5,
    signal: new AbortController().signal,
  };
  const cut = await makeClips(world, (await schemaOf(world)).parse({}));
  const span = { start: 0, end: 20 };
  for (const location of ['//somewhere/share/mix.mp3', '\\\\somewhere\\share\\mix.mp3', '-']) {
    await expect(cut(location, span, 'wav')).rejects.toThrow(/isn't opened|didn't name|not named|name it/i);
  }
});
