import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Correction } from '../../src/domain/correction.js';
import { correctionsBetween, labelOf, withCorrections } from '../../src/domain/corrections.js';
import { edited } from '../../src/domain/editing.js';
import { stillSaid } from '../../src/domain/taken-back.js';
import type { Entry, Tracklist } from '../../src/domain/tracklist.js';
import { trackEntry, tracklistOf, unknownEntry } from '../support/tracklists.js';

const set = (): Tracklist =>
  tracklistOf([
    trackEntry(0, 100, 'One'),
    trackEntry(90, 200, 'Two'),
    unknownEntry(200, 300),
    trackEntry(300, 400, 'Four'),
  ]);
const labels = ({ entries }: Tracklist): string[] => entries.map(labelOf);

describe('what a person changed', () => {
  it('is nothing where nothing was changed, whatever order the keys are in', () => {
    const edited = structuredClone(set());
    edited.entries[0]!.track = { artists: ['Somebody'], title: 'One' };
    expect(correctionsBetween(set(), edited)).toEqual([]);
    expect(withCorrections(set(), [])).toEqual(set());
  });

  it('is each in its own words', () => {
    const edited = set();
    edited.entries[0]!.track!.title = 'Uno';
    edited.entries[1]!.end = 210;
    edited.entries.splice(3, 1);
    edited.entries.push(trackEntry(450, 500, 'New'));
    edited.source.artist = 'Me';
    expect(correctionsBetween(set(), edited).map(({ kind }) => kind)).toEqual([
      'heading',
      'removed',
      'name',
      'times',
      'added',
    ]);
  });
});

describe('a correction', () => {
  it('finds its entry again where the new result has moved it or named it otherwise', () => {
    const corrections: Correction[] = [
      { kind: 'name', start: 90, end: 200, was: 'Somebody - Two', track: { title: 'Dos', artists: [] } },
    ];
    const moved = set();
    moved.entries[1] = trackEntry(96, 190, 'Somebody Else’s');
    const result = withCorrections(moved, corrections);
    expect(labels(result)).toEqual(['Somebody - One', 'Dos', 'ID - ID', 'Somebody - Four']);
    expect(result.entries[1]).toMatchObject({ start: 96, confidence: 1, corrected: true });
    expect(result.corrections).toEqual(corrections);
  });

  it('is put in where the new result has nothing there', () => {
    const corrections: Correction[] = [
      { kind: 'name', start: 90, end: 200, was: 'Somebody - Two', track: { title: 'Dos', artists: [] } },
    ];
    const without = tracklistOf([trackEntry(0, 80, 'One'), trackEntry(300, 400, 'Four')]);
    expect(labels(withCorrections(without, corrections))).toEqual(['Somebody - One', 'Dos', 'Somebody - Four']);
  });

  it('takes a candidate with all that is known and was measured of it', () => {
    const evidence = [{ identifier: 'library', mixTime: 0, mixDuration: 90, trackTime: 5, speed: 1.02, score: 0.9 }];
    const track = { title: 'Other', artists: ['Ann', 'Bob'], label: 'Quay', file: '/music/other.flac' };
    const other = { track, confidence: 0.3, evidence };
    const rest = { track: { title: 'Third', artists: ['Cid'] }, confidence: 0.1, evidence: [] };
    const before = tracklistOf([trackEntry(0, 100, 'One', { alternatives: [other, rest] })]);
    const once = edited(before, 'set', ['1', 'Ann & Bob - Other']);
    expect(once.entries[0]).toMatchObject({ track, evidence, confidence: 1, corrected: true });
    expect(once.entries[0]!.alternatives.map(({ track }) => track.title)).toEqual(['One', 'Third']);
    expect(withCorrections(once, once.corrections!)).toEqual(once);
    expect(withCorrections(before, once.corrections!)).toEqual(once);
  });

  it('makes an unknown of what is known to be wrong', () => {
    const result = withCorrections(set(), [{ kind: 'name', start: 0, end: 100, was: 'Somebody - One', track: null }]);
    expect(result.entries[0]).toMatchObject({ kind: 'unknown', corrected: true });
    expect(result.entries[0]!.alternatives[0]!.track.title).toBe('One');
  });

  it('takes away only what it was about', () => {
    const removed = { kind: 'removed', start: 0, end: 100, was: 'Somebody - One' } as const;
    expect(labels(withCorrections(set(), [removed]))).not.toContain('Somebody - One');
    const again = set();
    again.entries[0] = trackEntry(0, 100, 'Another');
    expect(labels(withCorrections(again, [removed]))).toContain('Somebody - Another');
  });
});

describe('what was taken back', () => {
  const name = (was: string, title: string, artists = ['Somebody']) => ({
    kind: 'name' as const,
    start: 0,
    end: 100,
    was,
    track: { title, artists },
  });

  it.each<[string, Correction[]]>([
    ['a name', [name('Somebody - One', 'Uno'), name('Somebody - Uno', 'Eins'), name('Somebody - Eins', 'One')]],
    [
      'times',
      [
        { kind: 'times', start: 0, end: 100, was: 'Somebody - One', to: { start: 5, end: 100 } },
        { kind: 'times', start: 5, end: 100, was: 'Somebody - One', to: { start: 0, end: 100 } },
      ],
    ],
    [
      'a deletion',
      [
        { kind: 'removed', start: 0, end: 100, was: 'Somebody - One' },
        { kind: 'added', start: 0, end: 100, track: { title: 'One', artists: ['Somebody'] } },
      ],
    ],
    [
      'an ID that was named',
      [
        { kind: 'name', start: 200, end: 300, was: 'ID - ID', track: { title: 'New', artists: [] } },
        { kind: 'name', start: 200, end: 300, was: 'New', track: null },
      ],
    ],
  ])('is said no more: %s', (_, corrections) => {
    expect(stillSaid(corrections, set())).toEqual([]);
    expect(withCorrections(set(), stillSaid(corrections, set()))).toEqual(set());
  });

  it.each<[string, Correction[]]>([
    ['once', [name('Somebody - One', 'Uno')]],
    ['of another place', [name('Somebody - One', 'Uno'), { ...name('Somebody - Uno', 'One'), start: 300, end: 400 }]],
    ['to something else', [name('Somebody - One', 'Uno'), name('Somebody - Uno', 'Eins')]],
    ['to a name that is no longer measured', [name('Somebody - Old', 'Uno'), name('Somebody - Uno', 'Old')]],
    [
      'to the name, with more about it',
      [
        name('Somebody - One', 'Uno'),
        { ...name('Somebody - Uno', 'One'), track: { title: 'One', artists: ['Somebody'], album: 'A' } } as Correction,
      ],
    ],
  ])('is said still where it was said %s', (_, corrections) => {
    expect(stillSaid(corrections, set())).toEqual(corrections);
  });
});

describe('for any change', () => {
  const change = fc.record({
    at: fc.nat(3),
    kind: fc.constantFrom('rename', 'move', 'remove', 'unname'),
    by: fc.integer({ min: -20, max: 20 }),
    name: fc.string({ minLength: 1, maxLength: 20 }),
  });
  const change_ = (
    tracklist: Tracklist,
    { at, kind, by, name }: { at: number; kind: string; by: number; name: string },
  ): void => {
    const entry = tracklist.entries[at];
    if (!entry) return;
    if (kind === 'remove') tracklist.entries.splice(at, 1);
    if (kind === 'move') entry.start = Math.max(0, entry.start + by);
    if (kind === 'rename')
      tracklist.entries[at] = { ...trackEntry(entry.start, entry.end, name), track: { title: name, artists: [] } };
    if (kind === 'unname') tracklist.entries[at] = unknownEntry(entry.start, entry.end);
  };
  const shape = (entry: Entry): string => `${entry.start} ${entry.end} ${JSON.stringify(entry.track)}`;

  it('the same result with it is the document as it was left', () => {
    fc.assert(
      fc.property(fc.array(change, { maxLength: 4 }), (changes) => {
        const edited = set();
        for (const one of changes) change_(edited, one);
        const corrections = correctionsBetween(set(), edited);
        const result = withCorrections(set(), corrections);
        expect(result.entries.map(shape).sort()).toEqual(edited.entries.map(shape).sort());
      }),
      { numRuns: 300 },
    );
  });
});
