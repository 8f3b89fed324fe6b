import { expect, it } from 'vitest';
import { findAgain, firstChanged, nearest, playingAt } from '../../../src/web/review/follow.js';
import { trackEntry, unknownEntry } from '../../support/tracklists.js';

const list = (...titles: string[]) => titles.map((title, i) => trackEntry(i * 100, i * 100 + 100, title));

it('finds an entry again where it was, whatever came before it', () => {
  const before = list('A', 'B', 'C');
  expect(findAgain(before, [before[0]!, trackEntry(50, 100, 'New'), ...before.slice(1)], 1)).toBe(2);
  expect(findAgain(before, before.slice(1), 2)).toBe(1);
});

it('finds it where it was when it got another name, and by its name when it was moved', () => {
  const before = list('A', 'B', 'C');
  expect(findAgain(before, [before[0]!, unknownEntry(100, 200), before[2]!], 1)).toBe(1);
  expect(findAgain(before, [before[0]!, before[2]!, trackEntry(250, 300, 'B')], 1)).toBe(2);
});

it('stays in its place where the entry is gone, and nowhere in an empty list', () => {
  const before = list('A', 'B', 'C');
  expect(findAgain(before, before.slice(0, 2), 2)).toBe(1);
  expect(findAgain(before, [before[0]!, before[2]!], 1)).toBe(1);
  expect(findAgain(before, [], 1)).toBe(-1);
  expect(findAgain([], before, -1)).toBe(0);
});

it('sees which entry isn’t as it was', () => {
  const before = list('A', 'B', 'C');
  expect(firstChanged(before, [before[0]!, trackEntry(100, 200, 'Other'), before[2]!])).toBe(1);
  expect(firstChanged(before, [before[0]!, before[2]!])).toBe(1);
  expect(firstChanged(before, before)).toBe(-1);
  expect(firstChanged(before, [])).toBe(-1);
});

it('knows what plays at a time, and what begins near it', () => {
  const entries = list('A', 'B', 'C');
  expect([-1, 0, 99.9, 100, 1000].map((time) => playingAt(entries, time))).toEqual([-1, 0, 0, 1, 2]);
  expect(nearest(entries, 160)).toBe(2);
  expect(nearest([], 160)).toBe(-1);
});
