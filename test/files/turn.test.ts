import { spawnSync } from 'node:child_process';
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { inTurn } from '../../src/files/turn.js';
import { tempFolder } from '../support/temp.js';

const { signal } = new AbortController();
const breath = () => new Promise((done) => setImmediate(done));

it('lets one at a time do its work, and leaves nothing behind', async () => {
  const folder = tempFolder();
  let working = 0;
  let most = 0;
  const all = Array.from({ length: 6 }, (_, i) =>
    inTurn(join(folder, 'mix'), signal, async () => {
      most = Math.max(most, ++working);
      await breath();
      working--;
      if (i === 3) throw new Error('failed');
      return i;
    }).catch(() => -1),
  );
  expect(await Promise.all(all)).toEqual([0, 1, 2, -1, 4, 5]);
  expect(most).toBe(1);
  expect(await readdir(folder)).toEqual([]);
});

it("doesn't wait for the dead, nor for those who do something else", async () => {
  const folder = tempFolder();
  const { pid } = spawnSync(process.execPath, ['-e', '']);
  await writeFile(join(folder, `mix.000000000000.${pid}`), '');
  await writeFile(join(folder, `other.000000000000.${process.pid}`), '');
  expect(await inTurn(join(folder, 'mix'), signal, async () => 'done')).toBe('done');
  expect(await readdir(folder)).toEqual([`other.000000000000.${process.pid}`]);
});

it('waits for whoever is at it, until it is told not to', async () => {
  const folder = tempFolder();
  const stop = new AbortController();
  await inTurn(join(folder, 'mix'), signal, async () => {
    let isDone = false;
    const other = inTurn(join(folder, 'mix'), stop.signal, async () => (isDone = true));
    for (let i = 0; i < 50; i++) await breath();
    expect(isDone).toBe(false);
    stop.abort();
    await expect(other).rejects.toThrow();
  });
  expect(await readdir(folder)).toEqual([]);
});
