import { readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TrackPrint } from '../../../src/fingerprint/types.js';
import { Damage } from '../../../src/library/store/damage.js';
import { IndexView } from '../../../src/library/store/index-view.js';
import { mergeSegments } from '../../../src/library/store/merge.js';
import { MAX_DETAIL, PAGE_BYTES, ROWS_A_PAGE } from '../../../src/library/store/rows.js';
import { SegmentCursor } from '../../../src/library/store/segment-cursor.js';
import { SegmentFile } from '../../../src/library/store/segment-file.js';
import { writePrint } from '../../../src/library/store/write-print.js';
import {
  answers,
  answersIn,
  anyPrint,
  byAll,
  inFolder,
  type Posting,
  postingsOf,
  printOf,
  type Range,
} from '../prints.js';

const RECORD = { offset: 0, length: 0 };

function openPrint(folder: string, name: string, print: TrackPrint): SegmentFile {
  const path = join(folder, `${name}.prints`);
  writePrint(path, 'test', print, RECORD);
  return SegmentFile.open(path);
}

function everyPosting(file: SegmentFile): Posting[] {
  const cursor = new SegmentCursor(file);
  const all: Posting[] = [];
  while (cursor.next())
    for (let i = 0; i < cursor.count; i++) all.push([cursor.key[i]!, cursor.position[i]!, cursor.detail[i]!]);
  return all;
}

const view = (files: SegmentFile[], removed: number[][] = []): IndexView =>
  new IndexView(
    files.map((file, i) => ({ file, removed: new Set(removed[i]) })),
    (segment, message) => {
      throw new Error(`${segment}: ${message}`);
    },
  );

describe('a segment', () => {
  it('holds what was written, in order of key and position', () =>
    inFolder((folder) => {
      let number = 0;
      fc.assert(
        fc.property(anyPrint, (print) => {
          const file = openPrint(folder, `p${number++}`, print);
          const stored = everyPosting(file);
          for (let i = 1; i < stored.length; i++) {
            const [key, position] = stored[i]!;
            const [keyBefore, positionBefore] = stored[i - 1]!;
            expect(key > keyBefore || (key === keyBefore && position >= positionBefore)).toBe(true);
          }
          expect(stored.sort(byAll)).toEqual(postingsOf(print).sort(byAll));
          expect(file.peaks(0)).toEqual(print.peaks);
          expect(file.table.lengths[0]).toBe(print.length);
          expect(file.table.seconds(0)).toBeCloseTo(print.seconds, 3);
          file.close();
        }),
        { numRuns: 40 },
      );
    }));

  it('answers a look-up as a search through all postings does', () =>
    inFolder((folder) => {
      let number = 0;
      fc.assert(
        fc.property(
          fc.array(anyPrint, { minLength: 1, maxLength: 4 }),
          fc.array(fc.integer({ min: 0, max: 0xffffffff }), { maxLength: 50 }),
          fc.integer({ min: 1, max: 20 }),
          (prints, others, every) => {
            const index = view(prints.map((print) => openPrint(folder, `l${number++}`, print)));
            let base = 0;
            const all = prints.flatMap((print) => {
              const postings = postingsOf(print, base);
              base += print.length;
              return postings;
            });
            const wanted = new Set([...others, ...all.flatMap(([key], i) => (i % every === 0 ? [key] : []))]);
            expect(answers(index, wanted)).toEqual(all.filter(([key]) => wanted.has(key)).sort(byAll));
            index.close();
          },
        ),
        { numRuns: 40 },
      );
    }));

  it('finds keys far apart and close together in a file larger than one read', () =>
    inFolder((folder) => {
      const postings = Array.from({ length: 120_000 }, (_, i): Posting => [(i * 2654435761) % 400_000, i, i & 0xffff]);
      const index = view([openPrint(folder, 'large', printOf(120_000, postings))]);
      for (const every of [1, 3, 700, 20_000]) {
        const keys = new Set(postings.filter((_, i) => i % every === 0).map(([key]) => key));
        expect(answers(index, keys)).toEqual(postings.filter(([key]) => keys.has(key)).sort(byAll));
      }
      index.close();
    }));

  it('answers ranges of keys, from one key to all there are', () =>
    inFolder((folder) => {
      let number = 0;
      fc.assert(
        fc.property(
          fc.array(anyPrint, { minLength: 1, maxLength: 3 }),
          fc.array(fc.oneof(fc.nat(14), fc.nat(2 ** 27), fc.integer({ min: 0, max: 0xffffffff })), { maxLength: 40 }),
          fc.boolean(),
          (prints, edges, all) => {
            const index = view(prints.map((print) => openPrint(folder, `r${number++}`, print)));
            let base = 0;
            const postings = prints.flatMap((print) => {
              base += print.length;
              return postingsOf(print, base - print.length);
            });
            const sorted = [...new Set(edges)].sort((a, b) => a - b);
            const ranges: Range[] = sorted.flatMap((low, i) => {
              const high = sorted[i + 1];
              // Every other one reaches up to the next, some from one edge to itself.
              return i % 3 === 2 ? [] : [[low, i % 3 === 0 && high !== undefined ? high - 1 : low] as const];
            });
            if (all) ranges.splice(0, ranges.length, [0, 0xffffffff]);
            const wanted = postings.filter(([key]) => ranges.some(([low, high]) => key >= low && key <= high));
            expect(answersIn(index, ranges)).toEqual(wanted.sort(byAll));
            index.close();
          },
        ),
        { numRuns: 40 },
      );
    }));

  it('gives a range that lies in one page at once, in order of key', () =>
    inFolder((folder) => {
      const postings = Array.from({ length: 300 }, (_, i): Posting => [i >> 2, i, i]);
      const index = view([openPrint(folder, 'runs', printOf(300, postings))]);
      const runs: number[][] = [];
      index.lookup(Uint32Array.of(3, 20), Uint32Array.of(5, 20), 2, (range, keys, _p, _d, from, to) => {
        runs.push([range, ...keys.subarray(from, to)]);
      });
      expect(runs).toEqual([
        [0, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5],
        [1, 20, 20, 20, 20],
      ]);
      index.close();
    }));

  it('visits a key however many rows it has', () =>
    inFolder((folder) => {
      const postings = Array.from({ length: 5000 }, (_, i): Posting => [i < 4000 ? 7 : 8, i, 0]);
      const index = view([openPrint(folder, 'hot', printOf(5000, postings))]);
      expect(answers(index, [6, 7, 8, 9])).toEqual(postings);
      expect(answers(index, [8])).toHaveLength(1000);
      index.close();
    }));

  it('holds the largest positions and details there can be, with keys far apart', () =>
    inFolder((folder) => {
      let number = 0;
      const end = 2 ** 32 - 2;
      const edge = fc.oneof(fc.constantFrom(0, 255, 256, 65_536, end), fc.integer({ min: 0, max: end }));
      fc.assert(
        fc.property(
          fc.array(fc.tuple(edge, edge, fc.constantFrom(0, 1, 255, MAX_DETAIL)), { minLength: 1, maxLength: 30 }),
          fc.constantFrom(1, 2 ** 16, 2 ** 32),
          (postings, most) => {
            const length = Math.min(end + 1, most);
            const print = printOf(
              length,
              postings.map(([key, position, detail]): Posting => [key, position % length, detail]),
            );
            const index = view([openPrint(folder, `e${number++}`, print)]);
            expect(answersIn(index, [[0, 0xffffffff]])).toEqual(postingsOf(print).sort(byAll));
            expect(answers(index, print.keys)).toEqual(postingsOf(print).sort(byAll));
            index.close();
          },
        ),
        { numRuns: 60 },
      );
      expect(() => openPrint(folder, 'over', printOf(9, [[1, 1, MAX_DETAIL + 1]]))).toThrow(RangeError);
    }));

  it('is merged with others without a change in what they answer', () =>
    inFolder((folder) => {
      let number = 0;
      fc.assert(
        fc.property(
          fc.array(fc.tuple(anyPrint, fc.boolean()), { minLength: 2, maxLength: 5 }),
          fc.nat(3),
          (prints, split) => {
            const files = prints.map(([print]) => openPrint(folder, `m${number++}`, print));
            const merge = (inputs: { file: SegmentFile; removed: Set<number> }[]): SegmentFile => {
              const path = join(folder, `m${number++}.prints`);
              const live = inputs.reduce((n, { file, removed }) => n + file.table.count - removed.size, 0);
              mergeSegments(path, 'test', inputs, Array(live).fill(RECORD));
              return SegmentFile.open(path);
            };
            const inputs = files.map((file, i) => ({ file, removed: new Set(prints[i]![1] ? [0] : []) }));
            // Once in one go, once in two steps: the first ones with everything in them, removals only in the second.
            const atOnce = merge(inputs);
            const first = merge(inputs.slice(0, split).map(({ file }) => ({ file, removed: new Set<number>() })));
            const removed = new Set(prints.slice(0, split).flatMap(([, gone], i) => (gone ? [i] : [])));
            const inSteps = merge([{ file: first, removed }, ...inputs.slice(split)]);
            let base = 0;
            const expected = prints.flatMap(([print, gone]) => {
              if (gone) return [];
              const postings = postingsOf(print, base);
              base += print.length;
              return postings;
            });
            const keys = prints.flatMap(([print]) => [...print.keys]);
            for (const file of [atOnce, inSteps]) {
              const index = view([file]);
              expect(answers(index, keys)).toEqual(expected.sort(byAll));
              const kept = prints.filter(([, gone]) => !gone);
              expect(index.trackCount).toBe(kept.length);
              kept.forEach(([print], track) => {
                expect(index.peaksOf(track)).toEqual(print.peaks);
                expect(index.lengthOf(track)).toBe(print.length);
              });
              index.close();
            }
            for (const file of [first, ...files]) file.close();
          },
        ),
        { numRuns: 30 },
      );
    }));

  it('that is damaged or cut off anywhere says so, or answers only what is true', () =>
    inFolder((folder) => {
      const postings = Array.from({ length: 2000 }, (_, i): Posting => [(i * 7919) % 3000, i, i % 300]);
      const print = printOf(2000, postings, Array(200).fill(9));
      openPrint(folder, 'whole', print).close();
      const whole = readFileSync(join(folder, 'whole.prints'));
      const truth = new Set(postings.map(String));
      const path = join(folder, 'hurt.prints');
      fc.assert(
        fc.property(
          fc.oneof(
            fc.record({ cut: fc.nat(whole.length - 1) }),
            fc.record({ at: fc.nat(whole.length - 1), bytes: fc.uint8Array({ minLength: 1, maxLength: 40 }) }),
          ),
          (hurt) => {
            const bytes = Buffer.from(whole);
            if ('at' in hurt) bytes.set(hurt.bytes.subarray(0, whole.length - hurt.at), hurt.at);
            writeFileSync(path, bytes);
            if ('cut' in hurt) truncateSync(path, hurt.cut);
            let file: SegmentFile;
            try {
              file = SegmentFile.open(path);
            } catch (error) {
              expect(error).toBeInstanceOf(Damage);
              return;
            }
            const said: string[] = [];
            const index = new IndexView([{ file, removed: new Set() }], (_, message) => said.push(message));
            const found = answers(index, print.keys);
            expect(found.filter((posting) => !truth.has(String(posting)))).toEqual([]);
            if (found.length < postings.length) expect(said).not.toEqual([]);
            const peaks = index.peaksOf(0);
            if (peaks.length > 0) expect(peaks).toEqual(print.peaks);
            index.close();
          },
        ),
        { numRuns: 300 },
      );
    }));

  it('goes on answering from the pages that are sound', () =>
    inFolder((folder) => {
      const postings = Array.from({ length: 6000 }, (_, i): Posting => [i, i, 1]);
      const path = join(folder, 'page.prints');
      writePrint(path, 'test', printOf(6000, postings), RECORD);
      const bytes = readFileSync(path);
      const file = SegmentFile.open(path);
      bytes[file.footer.pages.offset + PAGE_BYTES + 30]! ^= 0xff;
      writeFileSync(path, bytes);
      const said: string[] = [];
      const index = new IndexView([{ file, removed: new Set() }], (_, message) => said.push(message));
      const found = new Set(
        answers(
          index,
          postings.map(([key]) => key),
        ).map(([key]) => key),
      );
      const lost = postings.map(([key]) => key).filter((key) => !found.has(key));
      expect(lost).toHaveLength(ROWS_A_PAGE);
      expect(said).toEqual([`page 1 of ${file.pages.count} is damaged`]);
      index.close();
    }));

  it('takes no page for another', () =>
    inFolder((folder) => {
      const postings = Array.from({ length: 3 * ROWS_A_PAGE }, (_, i): Posting => [i % 5, i, 1]);
      const path = join(folder, 'moved.prints');
      writePrint(path, 'test', printOf(3 * ROWS_A_PAGE, postings), RECORD);
      const bytes = readFileSync(path);
      const file = SegmentFile.open(path);
      const { offset } = file.footer.pages;
      bytes.copyWithin(offset, offset + PAGE_BYTES, offset + 2 * PAGE_BYTES);
      writeFileSync(path, bytes);
      const said: string[] = [];
      const index = new IndexView([{ file, removed: new Set() }], (_, message) => said.push(message));
      expect(answers(index, [0, 1, 2, 3, 4])).toHaveLength(2 * ROWS_A_PAGE);
      expect(said).toEqual(['page 0 of 3 is damaged']);
      index.close();
    }));
});

describe('the common time line', () => {
  it('names the track at every position, and none that was removed', () =>
    inFolder((folder) => {
      const lengths = [1, 40_000, 3, 20_000];
      const files = lengths.map((length, i) => openPrint(folder, `t${i}`, printOf(length, [])));
      const index = view(files, [[], [], [0]]);
      expect(lengths.map((_, track) => index.baseOf(track))).toEqual([0, 1, 40_001, 40_004]);
      expect([0, 1, 40_000, 40_001, 40_003, 40_004, 60_003, 60_004].map((at) => index.trackAt(at))).toEqual([
        0, 1, 1, -1, -1, 3, 3, -1,
      ]);
      index.close();
    }));
});
