import { expect, it } from 'vitest';
import { exactClock, nameOfStretch, stretchesOf } from '../../src/exporters/stretches.js';
import { trackEntry, tracklistOf, unknownEntry } from '../support/tracklists.js';

const spans = (list: ReturnType<typeof tracklistOf>) => stretchesOf(list).map(({ start, end }) => [start, end]);

it('cuts the mix where something begins, up to its end', () => {
  const list = tracklistOf([trackEntry(263.4804, 500, 'B'), trackEntry(0, 300, 'A'), unknownEntry(400, 420)], {
    duration: 3600.2,
  });
  expect(spans(list)).toEqual([
    [0, 263_480],
    [263_480, 400_000],
    [400_000, 3_600_200],
  ]);
});

it('joins what begins within a second, so that no stretch is shorter', () => {
  const list = tracklistOf([
    trackEntry(10, 60, 'A'),
    trackEntry(10.0001, 60, 'B', { layered: true }),
    trackEntry(10.9, 60, 'C'),
    trackEntry(11, 60, 'D'),
  ]);
  expect(stretchesOf(list).map(nameOfStretch)).toEqual(['Somebody - A w/ Somebody - B / Somebody - C', 'Somebody - D']);
});

it('ends with the part that was heard, and never before it begins', () => {
  const entries = [trackEntry(600, 1300, 'A')];
  expect(spans(tracklistOf(entries, { duration: 3600, window: { start: 600, end: 1200 } }))).toEqual([
    [600_000, 1_200_000],
  ]);
  expect(spans(tracklistOf(entries, { duration: 0 }))).toEqual([[600_000, 1_300_000]]);
  expect(spans(tracklistOf([trackEntry(600, 600, 'A')], { duration: 0 }))).toEqual([[600_000, 600_001]]);
});

it('writes times to the millisecond, past a hundred hours', () => {
  expect([0, 263_480, 3_599_999, 360_000_001].map((time) => exactClock(time, '.'))).toEqual([
    '00:00:00.000',
    '00:04:23.480',
    '00:59:59.999',
    '100:00:00.001',
  ]);
});
