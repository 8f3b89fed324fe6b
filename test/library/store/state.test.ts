import { describe, expect, it } from 'vitest';
import { NO_CHANGES } from '../../../src/library/store/changes.js';
import type { SegmentEntry } from '../../../src/library/store/manifest.js';
import type { TrackRecord } from '../../../src/library/store/records.js';
import { putRecords, removeTracks, replaceSegments, type State } from '../../../src/library/store/state.js';

const segment = (name: string, tracks: number): SegmentEntry => ({
  name,
  format: 2,
  engine: 'e',
  tracks,
  postings: tracks * 10,
  positions: tracks * 10,
  bytes: 100,
});
const record = (id: string, title: string) => ({ id, title }) as TrackRecord;
const start: State = { segments: [segment('a', 3), segment('b', 2)], changes: NO_CHANGES };

describe('a merge that was under way while the library changed', () => {
  const before = removeTracks(start, [{ segment: 'a', track: 1 }], ['x']);
  const merge = (now: State, output: SegmentEntry | null, absorbed: TrackRecord[] = []) =>
    replaceSegments(now, { inputs: start.segments, before: before.changes, output, absorbed });

  it('leaves out what was removed meanwhile, by its new place', () => {
    const now = removeTracks(
      before,
      [
        { segment: 'a', track: 2 },
        { segment: 'b', track: 0 },
      ],
      ['y', 'z'],
    );
    // What comes out holds a0, a2, b0, b1.
    const after = merge(now, segment('m', 4))!;
    expect(after.segments.map(({ name }) => name)).toEqual(['m']);
    expect([...after.changes.removed]).toEqual([['m', new Set([1, 2])]]);
  });

  it('comes to nothing when another process has merged one of its segments', () => {
    expect(merge({ ...before, segments: [segment('a', 3)] }, segment('m', 4))).toBeNull();
  });

  it('keeps what was added meanwhile', () => {
    const now = { ...before, segments: [...before.segments, segment('c', 1)] };
    expect(merge(now, segment('m', 4))!.segments.map(({ name }) => name)).toEqual(['c', 'm']);
  });

  it('forgets changed records that it has taken in, but not those changed again since', () => {
    const [first, second, again] = [record('p', 'one'), record('q', 'one'), record('q', 'two')];
    const now = putRecords(putRecords(before, [first, second]), [again]);
    const after = merge(now, segment('m', 4), [first, second])!;
    expect([...after.changes.records.values()]).toEqual([again]);
  });

  it('leaves no empty segment behind', () => {
    const all = [0, 2]
      .map((track) => ({ segment: 'a', track }))
      .concat([0, 1].map((track) => ({ segment: 'b', track })));
    const now: State = { segments: start.segments, changes: { ...NO_CHANGES, removed: before.changes.removed } };
    const removed = new Map([...now.changes.removed]);
    for (const { segment: name, track } of all) removed.set(name, new Set([...(removed.get(name) ?? []), track]));
    const after = merge({ ...now, changes: { ...now.changes, removed } }, segment('m', 4))!;
    expect(after).toEqual({ segments: [], changes: NO_CHANGES });
  });
});

describe('removing', () => {
  it('drops a segment with its last track', () => {
    const after = removeTracks(
      start,
      [
        { segment: 'b', track: 0 },
        { segment: 'b', track: 1 },
      ],
      [],
    );
    expect(after.segments.map(({ name }) => name)).toEqual(['a']);
    expect(after.changes.removed.size).toBe(0);
  });
});
