import { copyFileSync, readdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { LibraryError } from '../../../src/domain/errors.js';
import { seal } from '../../../src/files/sealed.js';
import { type Manifest, publishManifest, readManifest } from '../../../src/library/store/manifest.js';
import { inFolder } from '../prints.js';

const manifest = (name: string): Manifest => ({
  format: 1,
  segments: [{ name, format: 2, engine: 'e', tracks: 1, postings: 1, positions: 1, bytes: 1 }],
  changes: null,
  retired: [],
});
const file = (number: number): string => `manifest-${String(number).padStart(10, '0')}`;

describe('the manifest', () => {
  it('of a folder that does not exist is empty', () =>
    inFolder(async (folder) => {
      expect(await readManifest(join(folder, 'none'))).toEqual({
        number: 0,
        manifest: { format: 1, segments: [], changes: null, retired: [] },
        damaged: false,
      });
    }));

  it('is taken by one of many who publish at once', () =>
    inFolder(async (folder) => {
      const names = ['a', 'b', 'c', 'd', 'e'];
      const won = await Promise.all(names.map((name) => publishManifest(folder, 1, manifest(name))));
      expect(won.filter(Boolean)).toHaveLength(1);
      expect((await readManifest(folder)).manifest).toMatchObject(manifest(names[won.indexOf(true)]!));
      expect(readdirSync(folder).filter((name) => name.startsWith('new-'))).toEqual([]);
    }));

  it('keeps a bounded number of older ones', () =>
    inFolder(async (folder) => {
      for (let number = 1; number <= 40; number++)
        expect(await publishManifest(folder, number, manifest('a'))).toBe(true);
      expect(readdirSync(folder).filter((name) => name.startsWith('manifest-'))).toHaveLength(16);
    }));

  it("can't be published under a number that was used and cleared away", () =>
    inFolder(async (folder) => {
      for (let number = 1; number <= 40; number++) await publishManifest(folder, number, manifest('a'));
      expect(await publishManifest(folder, 7, manifest('late'))).toBe(false);
      expect(readdirSync(folder)).not.toContain(file(7));
    }));

  it.each([
    ['torn', (path: string) => truncateSync(path, 30)],
    ['gone', (path: string) => rmSync(path)],
    ['another one', (path: string) => copyFileSync(path.replace(/2$/, '1'), path)],
  ])('is read from its copy when it is %s, and the other way round, and its number stays taken', (_, damage) =>
    inFolder(async (folder) => {
      await publishManifest(folder, 1, manifest('a'));
      await publishManifest(folder, 2, manifest('b'));
      const own = join(folder, file(2));
      const copy = join(folder, 'segments', `${file(2)}.copy`);
      damage(own);
      expect(await readManifest(folder)).toMatchObject({ number: 2, manifest: manifest('b'), damaged: true });
      copyFileSync(copy, own);
      expect(await readManifest(folder)).toMatchObject({ number: 2, manifest: manifest('b'), damaged: false });
      writeFileSync(copy, 'nonsense');
      expect(await readManifest(folder)).toMatchObject({ number: 2, manifest: manifest('b'), damaged: true });
      damage(own);
      expect(await readManifest(folder)).toMatchObject({ number: 2, manifest: manifest('b'), damaged: true });
      rmSync(join(folder, 'segments/manifest.last'));
      expect(await readManifest(folder)).toEqual({ number: 2, manifest: null, damaged: true });
    }),
  );

  it('says when a newer version wrote it', () =>
    inFolder(async (folder) => {
      writeFileSync(join(folder, file(2)), seal({ format: 99, later: true }));
      await expect(readManifest(folder)).rejects.toThrow(LibraryError);
      await expect(readManifest(folder)).rejects.toThrow(/newer version of Tracklistify.*Update/s);
    }));
});
