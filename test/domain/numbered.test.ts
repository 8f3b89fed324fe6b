import { describe, expect, it } from 'vitest';
import { withCorrections } from '../../src/domain/corrections.js';
import { edited } from '../../src/domain/editing.js';
import { readNumber, renumbered, withNumberNamed } from '../../src/domain/numbered.js';
import { stillSaid } from '../../src/domain/taken-back.js';
import type { Track } from '../../src/domain/track.js';
import type { Tracklist } from '../../src/domain/tracklist.js';
import { trackEntry, tracklistOf, unknownEntry } from '../support/tracklists.js';

const SEA: Track = { title: 'Sea', artists: ['Ann'] };
const SKY: Track = { title: 'Sky', artists: ['Ann'] };
const doubt = { track: { title: 'Maybe', artists: ['Bob'] }, confidence: 0.2, evidence: [] };
const found = (): Tracklist =>
  tracklistOf([
    trackEntry(0, 100, 'One'),
    unknownEntry(100, 200, { number: 417, alternatives: [doubt], wallClock: '2026-01-01T00:00:00Z' }),
    unknownEntry(200, 300, { number: 9 }),
  ]);
const named = (tracklist: Tracklist, track: Track | null, number = 417): Tracklist =>
  withNumberNamed(tracklist, number, track).tracklist;
const titles = ({ entries }: Tracklist) => entries.map(({ track }) => track?.title ?? 'ID');
/** As the next run finds it, and applies what was said. */
const again = (tracklist: Tracklist, measured = found()): Tracklist =>
  withCorrections(measured, stillSaid(tracklist.corrections ?? [], measured));

describe('an unknown that gets a name', () => {
  it('has it as a correction that every later result gets, and keeps its number and what it might have been', () => {
    const { tracklist, changed, kept } = withNumberNamed(found(), 417, SEA);
    expect([titles(tracklist), kept]).toEqual([['One', 'Sea', 'ID'], []]);
    expect(changed).toEqual([tracklist.entries[1]]);
    expect(tracklist.entries[1]).toMatchObject({
      kind: 'track',
      number: 417,
      confidence: 1,
      corrected: true,
      alternatives: [doubt],
      wallClock: '2026-01-01T00:00:00Z',
    });
    expect(titles(again(tracklist))).toEqual(['One', 'Sea', 'ID']);
    expect(again(tracklist).entries[1]?.number).toBe(417);
    expect(titles(again(tracklist, tracklistOf([unknownEntry(101, 199)])))).toEqual(['Sea']);
  });

  it('is the same list where it has it already', () => {
    const once = named(found(), SEA);
    expect(withNumberNamed(once, 417, SEA)).toEqual({ tracklist: once, changed: [], kept: [] });
    expect(named(once, SEA)).toBe(once);
    const recognised = tracklistOf([trackEntry(0, 50, 'Sea', { number: 417, track: SEA })]);
    expect(named(recognised, SEA)).toBe(recognised);
    expect(named(found(), SEA, 5)).toEqual(found());
  });

  it('is renamed, and its name taken back, with what was said of it in between', () => {
    const moved = edited(named(found(), SEA), 'move', ['2', '1:50']);
    const renamed = named(moved, SKY);
    expect(renamed.entries[1]).toMatchObject({ start: 110, track: SKY, corrected: true });
    expect(renamed.corrections?.map((one) => 'was' in one && one.was)).toEqual(['ID - ID', 'Ann - Sky']);
    expect(again(renamed).entries[1]).toMatchObject({ start: 110, track: SKY });
    const back = named(renamed, null);
    expect(back.entries[1]).toMatchObject({ kind: 'unknown', number: 417, start: 110, alternatives: [doubt] });
    expect(again(back).entries[1]).toMatchObject({ kind: 'unknown', start: 110 });
    expect(named(named(found(), SEA), null)).toEqual(found());
  });

  it('stays what a person has called it in this mix alone, or said that it is not', () => {
    const own = edited(found(), 'set', ['2', 'Bob - Mine']);
    expect(withNumberNamed(own, 417, SEA)).toEqual({
      tracklist: own,
      changed: [],
      kept: [{ entry: own.entries[1], why: 'named' }],
    });
    expect(withNumberNamed(own, 417, null)).toMatchObject({ tracklist: own, kept: [{ why: 'named' }] });
    const recognised = tracklistOf([trackEntry(0, 50, 'Sea', { number: 417, track: SEA })]);
    const rejected = edited(recognised, 'reject', ['1']);
    expect(rejected.entries[0]).toMatchObject({ kind: 'unknown', number: 417 });
    expect(withNumberNamed(rejected, 417, SEA)).toMatchObject({ tracklist: rejected, kept: [{ why: 'rejected' }] });
    expect(titles(named(rejected, SKY))).toEqual(['Sky']);
  });

  it('gets it also where a person has only said that nobody knows it', () => {
    expect(titles(named(edited(found(), 'set', ['1', 'ID']), SEA))).toEqual(['ID', 'Sea', 'ID']);
    const unsaid = edited(tracklistOf([trackEntry(0, 50, 'Wrong', { number: 417 })]), 'set', ['1', 'ID']);
    expect(titles(named(unsaid, SEA))).toEqual(['Sea']);
    expect(titles(again(named(unsaid, SEA), tracklistOf([trackEntry(0, 50, 'Wrong')])))).toEqual(['Sea']);
  });

  it('is found by its times in a list that was made before it had a number', () => {
    const earlier = tracklistOf([unknownEntry(90, 205), unknownEntry(205, 300)]);
    const { tracklist } = withNumberNamed(earlier, 417, SEA, [{ start: 100, end: 200 }]);
    expect([titles(tracklist), tracklist.entries[0]?.number]).toEqual([['Sea', 'ID'], 417]);
  });
});

describe('another number', () => {
  it('takes the place of one, with what was said of it', () => {
    const merged = renumbered(named(found(), SEA), 417, 9);
    expect(merged.entries.map(({ number }) => number)).toEqual([undefined, 9, 9]);
    expect(merged.corrections).toMatchObject([{ number: 9 }]);
    expect(titles(named(merged, SKY, 9))).toEqual(['One', 'Sky', 'Sky']);
    expect(renumbered(merged, 417, 9)).toBe(merged);
  });

  it('is none for what is forgotten, while names stay', () => {
    const forgotten = renumbered(renumbered(named(found(), SEA), 417, null), 9, null);
    expect(forgotten.entries.map(({ number }) => number)).toEqual([undefined, 417, undefined]);
    expect(titles(forgotten)).toEqual(['One', 'Sea', 'ID']);
  });
});

it.each([
  ['417', 417],
  ['0417', 417],
  ['ID 0417', 417],
  ['id0417', 417],
  ['ID-12', 12],
  [' #7 ', 7],
  ['0', null],
  ['ID', null],
  ['ID - ID', null],
  ['41.7', null],
  ['-x', null],
  ['Ann - Sea', null],
  ['4170000000', null],
])('reads %j as %j', (text, number) => expect(readNumber(text)).toBe(number));
