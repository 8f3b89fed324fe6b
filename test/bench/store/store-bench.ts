import { mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { IndexView } from '../../../src/library/store/index-view.js';
import { mergeSegments } from '../../../src/library/store/merge.js';
import { SegmentFile } from '../../../src/library/store/segment-file.js';
import { writePrint } from '../../../src/library/store/write-print.js';
import { makePrint, makeRanges, POSITIONS_PER_SECOND } from './made-up-index.js';

const RECORD = { offset: 0, length: 0 };
/** One made-up track of this length stands for many: only the number of postings matters to the store. */
const PART_SECONDS = 36_000;
/** Ranges of keys that the engine looks up for a second of mix in a small library. */
const RANGES_PER_SECOND = 2000;

export async function run(folder: string, args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      hours: { type: 'string', default: '10,100' },
      batch: { type: 'string', default: '1,10,60,300' },
      prints: { type: 'string', multiple: true, default: [] },
    },
  });
  mkdirSync(join(folder, 'segments'));
  const batches = values.batch.split(',').map(Number);
  if (values.prints.length > 0) return measure(values.prints, batches);
  for (const hours of values.hours.split(',').map(Number)) measure([build(folder, hours)], batches);
}

/** Several paths are one index; the same one several times stands for a larger library. */
function measure(paths: readonly string[], batches: readonly number[]): void {
  const began = performance.now();
  const segments = paths.map((path) => ({ file: SegmentFile.open(path), removed: new Set<number>() }));
  const index = new IndexView(segments, (_, message) => console.log(message));
  const opened = performance.now() - began;
  const bytes = paths.reduce((sum, path) => sum + statSync(path).size, 0);
  const hours = segments.reduce((sum, { file }) => sum + file.footer.positions, 0) / POSITIONS_PER_SECOND / 3600;
  console.log(
    `${hours.toFixed(0)} h: ${(bytes / hours / 1e6).toFixed(2)} MB an hour, ` +
      `${(bytes / index.postingCount).toFixed(2)} bytes a posting, opened in ${opened.toFixed(0)} ms`,
  );
  // Once over everything first, so that checksums and the page cache don't count for the first batch alone.
  lookUp(index, makeRanges(200_000, 99));
  for (const seconds of batches) measureLookup(index, seconds);
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  console.log(`  memory: ${((heapUsed + arrayBuffers) / 1e6).toFixed(0)} MB, the made-up ranges among it`);
  index.close();
}

function lookUp(index: IndexView, { lows, highs, count }: ReturnType<typeof makeRanges>): number {
  let found = 0;
  index.lookup(lows, highs, count, (_range, _keys, _positions, _details, from, to) => {
    found += to - from;
  });
  return found;
}

function measureLookup(index: IndexView, seconds: number): void {
  const rounds = Math.max(1, Math.min(20, Math.round(60 / seconds)));
  let ranges = 0;
  let found = 0;
  let spent = 0;
  for (let round = 0; round < rounds; round++) {
    const wanted = makeRanges(seconds * RANGES_PER_SECOND, 1000 + round);
    const began = performance.now();
    found += lookUp(index, wanted);
    spent += performance.now() - began;
    ranges += wanted.count;
  }
  console.log(
    `  ${String(seconds).padStart(4)} s of mix at once: ${(ranges / spent / 1000).toFixed(2)} M ranges a second, ` +
      `${(found / spent / 1000).toFixed(1)} M postings a second, ${((rounds * seconds) / (spent / 1000)).toFixed(0)} x real time`,
  );
}

/** A segment of this many hours, merged from parts as a library is; says what merging costs. */
function build(folder: string, hours: number): string {
  const parts: SegmentFile[] = [];
  for (let i = 0; i * PART_SECONDS < hours * 3600; i++) {
    const path = join(folder, `part-${hours}-${i}.prints`);
    writePrint(path, 'bench', makePrint(Math.min(PART_SECONDS, hours * 3600), i + 1), RECORD);
    parts.push(SegmentFile.open(path));
  }
  const path = join(folder, `all-${hours}.prints`);
  const began = performance.now();
  const inputs = parts.map((file) => ({ file, removed: new Set<number>() }));
  const { postings } = mergeSegments(path, 'bench', inputs, Array(parts.length).fill(RECORD));
  const seconds = (performance.now() - began) / 1000;
  console.log(`merged ${parts.length} parts: ${(postings / seconds / 1e6).toFixed(1)} M postings a second`);
  for (const file of parts) file.close();
  return path;
}
