import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seal } from '../../../src/files/sealed.js';
import { Damage } from '../../../src/library/store/damage.js';
import { EarlierSegment } from '../../../src/library/store/earlier-segment.js';
import { Shelf } from '../made-up.js';
import { answers, byAll, inFolder, type Posting } from '../prints.js';

const fixture = (kind: string): string => join(import.meta.dirname, '../../..', 'fixtures/library', `format-1.${kind}`);

const postingsOf = (track: number, base: number): Posting[] =>
  Array.from({ length: 800 }, (_, i): Posting => [(i * 7919 + track) % 300_000, base + i, (i * 13) % 1000]);

/** A library of that one segment, as its manifest was then. */
function shelfOfThen(folder: string): Shelf {
  const shelf = new Shelf(folder);
  mkdirSync(join(shelf.folder, 'segments'), { recursive: true });
  for (const kind of ['prints', 'tracks']) copyFileSync(fixture(kind), join(shelf.folder, 'segments', `a1.${kind}`));
  const segment = { name: 'a1', engine: '1', tracks: 3, postings: 2400, positions: 2400, bytes: 15_496 };
  writeFileSync(join(shelf.folder, 'manifest-0000000001'), seal({ format: 1, segments: [segment], changes: null }));
  return shelf;
}

async function everything(shelf: Shelf): Promise<{ postings: Posting[]; peaks: number[][]; titles: unknown[] }> {
  const index = await (await shelf.open()).index();
  const tracks = Array.from({ length: index.prints.trackCount }, (_, track) => track);
  const keys = [0, 1, 2].flatMap((track) => postingsOf(track, 0).map(([key]) => key));
  const found = {
    postings: answers(index.prints, keys),
    peaks: tracks.map((track) => [...index.prints.peaksOf(track)]),
    titles: tracks.map((track) => index.track(track)?.title),
  };
  index.close();
  return found;
}

describe('a library in format 1', () => {
  it('is named when it is asked, with what to do', () =>
    inFolder(async (folder) => {
      await expect(shelfOfThen(folder).ask(1)).rejects.toThrow(
        /^3 tracks of the library in .* were written by an earlier version of Tracklistify\. Run 'tracklistify library verify --repair' to bring them up to date: nothing is fingerprinted again\.$/,
      );
    }));

  it('is written anew by repair, without its music', () =>
    inFolder(async (folder) => {
      const shelf = shelfOfThen(folder);
      const library = await shelf.open();
      expect(await library.stats()).toMatchObject({ tracks: 3, outdated: 3 });
      const found = await library.verify(shelf.context);
      expect(found.unusable.map(({ ailment }) => ailment)).toEqual([{ kind: 'older' }]);
      const repaired = await library.repair(found, shelf.tools, shelf.context);
      expect(repaired).toMatchObject({ renewed: 3, added: 0, waiting: 0, failed: [] });
      expect(await everything(shelf)).toEqual({
        postings: [0, 1, 2].flatMap((track) => postingsOf(track, track * 800)).sort(byAll),
        peaks: [0, 1, 2].map((track) => [track, track + 1, track + 2]),
        titles: ['One', 'Two', 'Three'],
      });
      expect((await (await shelf.open()).verify(shelf.context)).unusable).toEqual([]);
      expect(await library.stats()).toMatchObject({ tracks: 3, outdated: 0 });
    }));

  it('is written anew when something is removed from it', () =>
    inFolder(async (folder) => {
      const shelf = shelfOfThen(folder);
      const library = await shelf.open();
      await library.remove(['2222222222222222']);
      await library.add([], shelf.tools, shelf.context);
      expect(await everything(shelf)).toMatchObject({ titles: ['One', 'Three'] });
    }));

  it('that is damaged anywhere says so, or is read as it was', () =>
    inFolder((folder) => {
      const whole = readFileSync(fixture('prints'));
      const path = join(folder, 'hurt.prints');
      const read = (): unknown => {
        const file = EarlierSegment.open(path);
        try {
          const cursor = file.cursor();
          const rows: number[][] = [];
          while (cursor.next())
            for (let i = 0; i < cursor.count; i++) rows.push([cursor.key[i]!, cursor.position[i]!, cursor.detail[i]!]);
          return [rows, [0, 1, 2].map((track) => [...file.peaks(track)])];
        } finally {
          file.close();
        }
      };
      writeFileSync(path, whole);
      const truth = read();
      fc.assert(
        fc.property(fc.nat(whole.length - 1), fc.integer({ min: 1, max: 255 }), fc.boolean(), (at, change, cut) => {
          const bytes = Buffer.from(whole);
          bytes[at]! ^= change;
          writeFileSync(path, cut ? bytes.subarray(0, at) : bytes);
          try {
            expect(read()).toEqual(truth);
          } catch (error) {
            expect(error).toBeInstanceOf(Damage);
          }
        }),
        { numRuns: 200 },
      );
    }));
});
