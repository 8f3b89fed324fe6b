import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NO_CHANGES } from '../../../src/library/store/changes.js';
import type { SegmentEntry } from '../../../src/library/store/manifest.js';
import { dueMerge, settlingMerge } from '../../../src/library/store/tiers.js';

const entry = (name: string, postings: number, tracks = 1): SegmentEntry => ({
  name,
  format: 2,
  engine: 'e',
  tracks,
  postings,
  positions: postings,
  bytes: postings * 8,
});

function merged(segments: SegmentEntry[], inputs: readonly SegmentEntry[], name: string): SegmentEntry[] {
  const sum = (of: (s: SegmentEntry) => number): number => inputs.reduce((total, s) => total + of(s), 0);
  const output = entry(
    name,
    sum((s) => s.postings),
    sum((s) => s.tracks),
  );
  return [...segments.filter((segment) => !inputs.includes(segment)), output];
}

describe('merging by tiers', () => {
  it('rewrites each posting once a tier, however many tracks are added', () => {
    let segments: SegmentEntry[] = [];
    let rewritten = 0;
    let most = 0;
    const tracks = 5000;
    for (let i = 0; i < tracks; i++) {
      segments.push(entry(`t${i}`, 20_000 + ((i * 7919) % 12_000)));
      for (let due = dueMerge(segments, NO_CHANGES); due; due = dueMerge(segments, NO_CHANGES)) {
        rewritten += due.reduce((sum, { postings }) => sum + postings, 0);
        segments = merged(segments, due, `m${i}`);
      }
      most = Math.max(most, segments.length);
    }
    const all = segments.reduce((sum, { postings }) => sum + postings, 0);
    expect(rewritten / all).toBeLessThan(5);
    expect(most).toBeLessThan(40);
  });

  it('leaves few segments when adding is over, and comes to an end', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(10_000_000), { minLength: 1, maxLength: 60 }), (sizes) => {
        let segments = sizes.map((postings, i) => entry(`t${i}`, postings));
        let steps = 0;
        for (let due = settlingMerge(segments, NO_CHANGES); due; due = settlingMerge(segments, NO_CHANGES)) {
          segments = merged(segments, due, `m${steps++}`);
          expect(steps).toBeLessThan(100);
        }
        expect(segments.length).toBeLessThan(13);
      }),
    );
  });

  it('makes no segment of more than 2^31 postings', () => {
    const large = Array.from({ length: 9 }, (_, i) => entry(`l${i}`, 400_000_000));
    expect(dueMerge(large, NO_CHANGES)).toBeNull();
    const settled = settlingMerge(large, NO_CHANGES)!;
    expect(settled.length).toBeGreaterThan(1);
    expect(settled.reduce((sum, { postings }) => sum + postings, 0)).toBeLessThanOrEqual(2 ** 31);
  });

  it('rewrites a segment once a quarter of it is removed', () => {
    const segments = [entry('a', 1_000_000, 8)];
    const removed = (tracks: number[]) => ({ ...NO_CHANGES, removed: new Map([['a', new Set(tracks)]]) });
    expect(settlingMerge(segments, removed([1, 2]))).toBeNull();
    expect(settlingMerge(segments, removed([1, 2, 5]))).toEqual(segments);
    expect(dueMerge(segments, removed([1, 2, 5]))).toEqual(segments);
  });
});
