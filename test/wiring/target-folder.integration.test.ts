import { join } from 'node:path';
import { expect, it } from 'vitest';
import { WriteError } from '../../src/domain/errors.js';
import { wireTagging } from '../../src/wiring/analyse.js';
import { wireEmbed } from '../../src/wiring/embed.js';
import type { Hall } from '../../src/wiring/hall.js';
import { schemaOf } from '../../src/wiring/registry.js';
import { synth, toInt16, writeWav } from '../support/audio.js';
import { tempFolder } from '../support/temp.js';
import { tracklistOf } from '../support/tracklists.js';
import { worldIn } from '../support/world.js';

it('is refused by a sentence where a file stands in its place, and is no bug', async () => {
  const home = tempFolder();
  const file = join(home, 'mix.wav');
  await writeWav(file, toInt16(synth(2)), 44_100);
  const world = worldIn(home);
  const hall = { world, settings: (await schemaOf(world)).parse({}) } as Hall;
  const tagging = await wireTagging(hall, { folder: 'mix.wav' }).catch((error: unknown) => error);
  const wanted = { into: file, folder: 'mix.wav' };
  const embedding = await wireEmbed(hall, tracklistOf([]), wanted, () => {}).catch((error: unknown) => error);
  for (const error of [tagging, embedding]) {
    expect(error).toBeInstanceOf(WriteError);
    expect((error as Error).message).toContain('a part of the path is a file, not a folder');
  }
});
