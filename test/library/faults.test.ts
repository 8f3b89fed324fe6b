import { rmSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { quickFolder, type Sample, samples, tryDamaged } from '../bench/faults/damaged-library.js';
import { Random } from '../bench/random.js';

/** A slice of `node test/bench/faults/one.mjs library`, which does the same thousands of times. */
const COUNT = 150;

let folder: string;
let made: Sample[];
beforeAll(async () => {
  folder = quickFolder();
  made = await samples(folder);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('loses nothing from a damaged library without a word, ends in no bug, and mends it when music is added', async () => {
  for (let number = 0; number < COUNT; number++) {
    const { done, wrong } = await tryDamaged(made[number % made.length]!, new Random(77_000 + number));
    expect(wrong, done).toEqual([]);
  }
});
