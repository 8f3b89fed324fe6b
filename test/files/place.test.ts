import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { addFile, moveInto, replaceFile } from '../../src/files/place.js';

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

describe('a file that somebody else has open', () => {
  /** Says so this many times, and counts how often it was asked and how long it was waited. */
  function busyFor(times: number, code = 'EPERM') {
    const seen = { asked: 0, waited: 0 };
    return {
      seen,
      move: async () => {
        if (++seen.asked <= times) throw Object.assign(new Error(`${code}: operation not permitted, rename`), { code });
      },
      pause: async (ms: number) => {
        seen.waited += ms;
      },
    };
  }

  it.each(['EPERM', 'EACCES', 'EBUSY'])('is waited for on Windows, which says %s of it', async (code) => {
    const { seen, ...system } = busyFor(4, code);
    await moveInto('new', 'old', { platform: 'win32', ...system });
    expect(seen).toEqual({ asked: 5, waited: 2 + 4 + 8 + 16 });
  });

  it('is waited for two seconds and no longer', async () => {
    const { seen, ...system } = busyFor(Number.POSITIVE_INFINITY);
    await expect(moveInto('new', 'old', { platform: 'win32', ...system })).rejects.toThrow('EPERM');
    expect(seen).toEqual({ asked: 11, waited: 2046 });
  });

  it.each([
    ['linux', 'EPERM'],
    ['darwin', 'EACCES'],
    ['win32', 'ENOENT'],
  ] as const)('is none on %s where the system says %s', async (platform, code) => {
    const { seen, ...system } = busyFor(1, code);
    await expect(moveInto('new', 'old', { platform, ...system })).rejects.toThrow(code);
    expect(seen).toEqual({ asked: 1, waited: 0 });
  });
});
