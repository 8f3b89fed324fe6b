import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { LibraryError, WriteError } from '../../../src/domain/errors.js';
import type { SegmentEntry } from '../../../src/library/store/manifest.js';
import { addSegment, putRecords, removeTracks } from '../../../src/library/store/state.js';
import { Store } from '../../../src/library/store/store.js';
import { write } from '../made-up.js';
import { inFolder } from '../prints.js';

const entry = (name: string): SegmentEntry => ({
  name,
  format: 2,
  engine: 'e',
  tracks: 2,
  postings: 1,
  positions: 1,
  bytes: 1,
});
const record = (id: string) => ({
  id: id.padStart(20, '0'),
  file: { path: '/m/x', size: 1, mtime: 1 },
  addedAt: '',
  title: id,
  artists: [],
  duration: 1,
});
const quiet = (): void => {};

describe('the store', () => {
  it('loses no change of any of several writers', () =>
    inFolder(async (folder) => {
      const writers = await Promise.all([1, 2, 3].map(() => Store.open(folder, quiet)));
      let calls = 0;
      await Promise.all(
        writers.flatMap((store, writer) =>
          Array.from({ length: 15 }, (_, i) =>
            store.commit((state) => {
              calls++;
              return addSegment(state, entry(`s${writer}x${i}`));
            }),
          ),
        ),
      );
      const { segments } = (await Store.open(folder, quiet)).state;
      expect(new Set(segments.map(({ name }) => name)).size).toBe(45);
      // Somebody was too late at times, or this has shown nothing.
      expect(calls).toBeGreaterThan(45);
    }));

  it('reads back what was removed and changed, and leaves no file behind that nothing names', () =>
    inFolder(async (folder) => {
      const store = await Store.open(folder, quiet);
      await store.commit((state) => addSegment(state, entry('a')));
      await store.commit((state) => removeTracks(state, [{ segment: 'a', track: 1 }], []));
      await store.commit((state) => putRecords(state, [record('1'), record('2')]));
      const { changes } = (await Store.open(folder, quiet)).state;
      expect([...changes.removed]).toEqual([['a', new Set([1])]]);
      expect([...changes.records.values()]).toEqual([record('1'), record('2')]);
      await store.commit((state) => state);
      const files = readdirSync(join(folder, 'segments')).filter((name) => name.includes('.changes'));
      expect(files).toHaveLength(2);
    }));

  it('deletes the files of a segment that is gone, and of crashes once they are old', () =>
    inFolder(async (folder) => {
      const store = await Store.open(folder, quiet);
      const [kept, left] = ['1111111111111111', '2222222222222222'];
      for (const name of [kept, left])
        for (const path of [store.printsPath(name), store.tracksPath(name)]) write(path, 'x');
      write(join(folder, 'notes.txt'), 'not ours');
      await store.commit((state) => addSegment(state, entry(kept)));
      expect(await store.sweep(Date.now())).toBe(0);
      write(join(folder, 'segments', `${left}.changes`), 'x');
      expect(await store.sweep(Date.now() + 7_200_000)).toBe(1);
      expect(existsSync(store.printsPath(kept))).toBe(true);
      const places = [0, 1].map((track) => ({ segment: kept, track }));
      await store.commit((state) => removeTracks(state, places, []));
      // The list of contents before this one names it.
      expect(existsSync(store.printsPath(kept))).toBe(true);
      await store.commit((state) => state);
      expect(existsSync(store.printsPath(kept))).toBe(false);
      expect(existsSync(join(folder, 'notes.txt'))).toBe(true);
    }));

  it('names a folder that cannot be written', () =>
    inFolder(async (folder) => {
      const path = write(join(folder, 'file'), 'no folder');
      await expect(Store.open(path, quiet)).rejects.toThrow(LibraryError);
      write(join(folder, 'taken/segments'), 'no folder');
      const store = await Store.open(join(folder, 'taken'), quiet);
      const change = store.commit((state) => putRecords(state, [record('1')]));
      await expect(change).rejects.toThrow(/can't be written.*Choose another folder with --library-path/);
      await expect(change).rejects.toBeInstanceOf(WriteError);
    }));
});
