import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { addFile, replaceFile } from '../../src/files/place.js';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'place-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe('putting a file in its place', () => {
  it('replaces what stands there as a whole, and leaves nothing else behind', async () => {
    const path = join(folder, 'a.json');
    await writeFile(path, 'before');
    await replaceFile(path, 'after');
    expect(await readFile(path, 'utf8')).toBe('after');
    expect(await readdir(folder)).toEqual(['a.json']);
  });

  it.skipIf(process.platform === 'win32')('gives it the rights that it is to have', async () => {
    const path = join(folder, 'secret.json');
    await replaceFile(path, '{}', { mode: 0o600 });
    expect((await stat(path)).mode & 0o777).toBe(0o600);
  });

  it('leaves what was there, and no temporary file, when it fails', async () => {
    const path = join(folder, 'taken');
    await mkdir(join(path, 'inside'), { recursive: true });
    await expect(replaceFile(path, 'after')).rejects.toThrow();
    expect(await readdir(folder)).toEqual(['taken']);
    await expect(replaceFile(join(folder, 'none', 'a'), 'after')).rejects.toThrow('ENOENT');
  });

  it('adds one only where nobody was faster', async () => {
    const path = join(folder, 'a.json');
    const added = await Promise.all(['one', 'two', 'three'].map((content) => addFile(path, content)));
    expect(added.filter(Boolean)).toHaveLength(1);
    expect(await readFile(path, 'utf8')).toBe(['one', 'two', 'three'][added.indexOf(true)]);
    expect(await readdir(folder)).toEqual(['a.json']);
  });
});
