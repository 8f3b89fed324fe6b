import { describe, expect, it } from 'vitest';
import { cutLike, isPlacedByHand } from '../../src/domain/pieces.js';
import type { Entry, Tracklist } from '../../src/domain/tracklist.js';
import { trackEntry, tracklistOf, unknownEntry } from '../support/tracklists.js';

const old = tracklistOf([trackEntry(0, 100, 'One'), unknownEntry(100, 300, { number: 1 })]);
const shown = ({ entries }: Tracklist): string[] =>
  entries.map(({ kind, start, end, number }) => `${kind} ${start}-${end} ${number ?? ''}`.trim());

describe('a list that was written before one of its unknowns was found to be several', () => {
  it('is cut as it was found, by the borders of what it is, whether it had a number or none', () => {
    const kept = [
      trackEntry(0, 100, 'One'),
      unknownEntry(102, 180, { number: 2 }),
      unknownEntry(180, 298, { number: 1 }),
    ];
    const cut = ['track 0-100', 'unknown 100-180 2', 'unknown 180-300 1'];
    expect(shown(cutLike(old, kept))).toEqual(cut);
    const { number: _, ...plain } = old.entries[1]! as Extract<Entry, { kind: 'unknown' }>;
    expect(shown(cutLike({ ...old, entries: [old.entries[0]!, plain] }, kept))).toEqual(cut);
  });

  it('stays as it is where that is as it is kept, or much of it is something else', () => {
    for (const kept of [
      old.entries,
      [unknownEntry(100, 180, { number: 2 }), unknownEntry(180, 400, { number: 1 })],
      [unknownEntry(100, 180), unknownEntry(180, 300)],
      [unknownEntry(100, 140, { number: 2 }), unknownEntry(140, 180, { number: 1 })],
    ])
      expect(cutLike(old, kept)).toBe(old);
  });

  it('is never cut where a person has placed it', () => {
    const kept = [unknownEntry(100, 180, { number: 2 }), unknownEntry(180, 300, { number: 1 })];
    const placed: Tracklist = { ...old, corrections: [{ kind: 'added', start: 100, end: 300, track: null }] };
    expect(cutLike(placed, kept)).toBe(placed);
    expect(isPlacedByHand(old.entries[0]!, placed)).toBe(false);
  });
});
