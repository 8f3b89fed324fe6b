import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { Settings } from '../../src/config/schema.js';
import { sourceTools } from '../../src/wiring/audio.js';
import { tempFolder } from '../support/temp.js';
import { worldIn } from '../support/world.js';

it('tries the ffmpeg of a run once, however many ask for it, and again where it did not run', async () => {
  const folder = tempFolder();
  const program = join(folder, 'bin/ffmpeg');
  mkdirSync(join(folder, 'bin'));
  const put = (answer: string): void => {
    writeFileSync(program, `#!/bin/sh\necho tried >> '${folder}/tries'\necho '${answer}'\n`);
    chmodSync(program, 0o755);
  };
  const tries = (): number => readFileSync(join(folder, 'tries'), 'utf8').match(/tried/g)!.length;
  const world = worldIn(folder, { env: { HOME: folder, PATH: join(folder, 'bin') } });
  const settings = { web: {}, ytDlpArgs: [] } as unknown as Settings;

  put('something else');
  await expect(sourceTools(world, settings)).rejects.toThrow('it is no ffmpeg');
  put('ffmpeg version 7.1');
  expect((await sourceTools(world, settings)).ffmpeg).toBe(program);
  expect((await sourceTools(world, settings)).ffmpeg).toBe(program);
  expect(tries()).toBe(2);
  // A world of its own, as another run has: it may have changed by then.
  expect((await sourceTools({ ...world }, settings)).ffmpeg).toBe(program);
  expect(tries()).toBe(3);
});
