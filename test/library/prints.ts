import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import type { PrintIndex, TrackPrint } from '../../src/fingerprint/types.js';
import { MAX_DETAIL } from '../../src/library/store/rows.js';

/** Runs in a folder of its own, which is gone afterwards. */
export async function inFolder<T>(run: (folder: string) => T | Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'tracklistify-'));
  try {
    mkdirSync(join(folder, 'segments'));
    return await run(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

export type Posting = readonly [key: number, position: number, detail: number];

export function printOf(length: number, postings: readonly Posting[], peaks = [1, 2, 3]): TrackPrint {
  return {
    length,
    seconds: length / 86,
    keys: Uint32Array.from(postings, ([key]) => key),
    positions: Uint32Array.from(postings, ([, position]) => position),
    details: Uint32Array.from(postings, ([, , detail]) => detail),
    peaks: Uint8Array.from(peaks),
  };
}

/** Made-up prints with the hard cases in them: keys that repeat, keys far from all others, empty tracks. */
export const anyPrint: fc.Arbitrary<TrackPrint> = fc
  .record({
    length: fc.integer({ min: 1, max: 70_000 }),
    // Large enough for several pages, few enough keys for one to go on from one page into the next.
    postings: fc.array(
      fc.tuple(
        fc.oneof(
          fc.nat(12),
          fc.nat(2 ** 27),
          fc.nat(7).map((part) => part * 2 ** 29),
          fc.integer({ min: 0xfffffff0, max: 0xffffffff }),
        ),
        fc.nat(),
        fc.oneof(fc.nat(255), fc.nat(MAX_DETAIL)),
      ),
      { maxLength: 3000, size: 'max' },
    ),
    peaks: fc.array(fc.nat(255), { maxLength: 20 }),
  })
  .map(({ length, postings, peaks }) =>
    printOf(
      length,
      postings.map(([key, position, detail]) => [key, position % length, detail] as const),
      peaks,
    ),
  );

/** All that an index says of keys, in an order that doesn't depend on how it is stored. */
export function answers(index: PrintIndex, keys: Iterable<number>): Posting[] {
  return answersIn(
    index,
    [...Uint32Array.from(new Set(keys)).sort()].map((key) => [key, key] as const),
  );
}

export type Range = readonly [low: number, high: number];

/** The same of ranges, which are ascending and disjoint. */
export function answersIn(index: PrintIndex, ranges: readonly Range[]): Posting[] {
  const lows = Uint32Array.from(ranges, ([low]) => low);
  const highs = Uint32Array.from(ranges, ([, high]) => high);
  const found: Posting[] = [];
  index.lookup(lows, highs, ranges.length, (range, keys, positions, details, from, to) => {
    for (let i = from; i < to; i++) {
      if (keys[i]! < lows[range]! || keys[i]! > highs[range]!) throw new Error(`key ${keys[i]} in range ${range}`);
      found.push([keys[i]!, positions[i]!, details[i]!]);
    }
  });
  return found.sort(byAll);
}

export const byAll = (a: Posting, b: Posting): number => a[0] - b[0] || a[1] - b[1] || a[2] - b[2];

export const postingsOf = (print: TrackPrint, base = 0): Posting[] =>
  Array.from(print.keys, (key, i) => [key, base + print.positions[i]!, print.details[i]!] as const);
