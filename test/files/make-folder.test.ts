import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { makeFolder } from '../../src/files/make-folder.js';

let base: string;
beforeEach(async () => {
  base = await mkdtemp(join(tmpdir(), 'make-folder-'));
});
afterEach(() => rm(base, { recursive: true, force: true }));

it('makes what is missing, the outermost first, and nothing that is there', async () => {
  const path = join(base, 'a/b/c');
  expect(await makeFolder(path, 0o700)).toEqual([join(base, 'a'), join(base, 'a/b'), path]);
  expect(await makeFolder(path)).toEqual([]);
  expect((await stat(path)).mode & 0o777).toBe(0o700);
});

it('may be asked by many at once, of one folder and of others in it', async () => {
  for (let round = 0; round < 50; round++) {
    const paths = ['x', 'x/y', 'x/y/z', 'x/y/w', 'x/v'].map((path) => join(base, String(round), path));
    await Promise.all([...paths, ...paths.reverse()].map((path) => makeFolder(path)));
    for (const path of paths) expect((await stat(path)).isDirectory()).toBe(true);
  }
});

it('fails where no folder can be made, instead of trying for ever', async () => {
  await writeFile(join(base, 'file'), '');
  await expect(makeFolder(join(base, 'file'))).rejects.toMatchObject({ code: 'ENOTDIR' });
  await expect(makeFolder(join(base, 'file/below'))).rejects.toThrow();
  await expect(makeFolder('/proc/nope/a/b')).rejects.toThrow();
});
