import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openRollingSpool } from '../../src/audio/rolling-spool.js';

const RATE = 100;
let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tracklistify-test-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** Samples that tell their own time. */
const second = (at: number): Int16Array => Int16Array.from({ length: RATE }, (_, i) => at * RATE + i);

async function filled(seconds: number, maxBytes: number) {
  const spool = await openRollingSpool({ folder, rate: RATE, maxBytes });
  for (let at = 0; at < seconds; at++) await spool.append(at, second(at));
  return spool;
}

describe('the rolling spool', () => {
  it('gives any stretch back, over its own seams too', async () => {
    const spool = await filled(200, 1e9);
    for (const [start, end] of [
      [0, 10],
      [55.5, 65.25],
      [0, 200],
      [199, 200],
    ] as const) {
      const pcm = await spool.read(start, end);
      expect(pcm?.length).toBe(Math.round((end - start) * RATE));
      expect(pcm?.[0]).toBe(start * RATE);
      expect(pcm?.at(-1)).toBe(end * RATE - 1);
    }
    await spool.close();
  });

  it('takes no more disk than it may, however long it goes on', async () => {
    const limit = 120 * RATE * 2;
    const spool = await filled(2000, limit);
    const [place] = await readdir(folder);
    const files = await readdir(join(folder, place!));
    const sizes = await Promise.all(files.map(async (file) => (await stat(join(folder, place!, file))).size));
    expect(sizes.reduce((a, b) => a + b, 0)).toBeLessThanOrEqual(limit + 60 * RATE * 2);
    expect(await spool.read(1900, 1910)).not.toBeNull();
    expect(await spool.read(100, 110)).toBeNull();
    await spool.close();
    expect(await readdir(folder)).toEqual([]);
  });

  it('has nothing whole where sound was missed, or hasn’t come yet', async () => {
    const spool = await filled(10, 1e9);
    await spool.append(30, second(30));
    expect(await spool.read(8, 12)).toBeNull();
    expect(await spool.read(29, 31)).toBeNull();
    expect(await spool.read(30.5, 32)).toBeNull();
    expect((await spool.read(30, 31))?.[0]).toBe(3000);
    await spool.close();
  });
});
