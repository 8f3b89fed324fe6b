import { expect, it } from 'vitest';
import { beginningTogether } from '../../src/domain/beginning-together.js';
import { chaptersOf } from '../../src/domain/chapters.js';
import { stretchesOf } from '../../src/exporters/stretches.js';
import { trackEntry, tracklistOf } from '../support/tracklists.js';

const together = (starts: number[], end = 100) => beginningTogether(starts, (start) => start, { shortest: 10, end });

it('puts into a chapter what begins soon after its first, and what would last too short a time', () => {
  expect(together([0, 9.9, 10, 19, 50, 91])).toEqual([
    [0, 9.9],
    [10, 19],
    [50, 91],
  ]);
  expect(together([0, 6, 12])).toEqual([[0, 6], [12]]);
  expect(together([95])).toEqual([[95]]);
  expect(together([])).toEqual([]);
});

it('is the rule of the chapters in a file and of those in a text', () => {
  const entries = [0, 50, 50.5, 99.5].map((start, i) =>
    trackEntry(start, 100, `T${i}`, i === 2 ? { layered: true } : {}),
  );
  const list = tracklistOf(entries);
  const starts = [0, 50];
  expect(stretchesOf(list).map(({ start }) => start / 1000)).toEqual(starts);
  const chapters = chaptersOf(list);
  expect(chapters.map(({ start }) => start)).toEqual(starts);
  expect(chapters[1]).toMatchObject({ end: 100, title: 'Somebody - T1 w/ Somebody - T2 / Somebody - T3' });
});
