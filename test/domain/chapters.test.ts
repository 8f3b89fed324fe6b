import { describe, expect, it } from 'vitest';
import { chaptersOf } from '../../src/domain/chapters.js';
import { trackEntry, unknownEntry } from '../support/tracklists.js';

describe('chapters of a tracklist', () => {
  it('cover the mix from its beginning to its end, without a gap and without overlaps', () => {
    const entries = [trackEntry(12, 130, 'One'), unknownEntry(120, 200), trackEntry(240, 300, 'Two')];
    expect(chaptersOf({ entries, duration: 320 })).toEqual([
      { start: 0, end: 120, title: expect.stringContaining('One') },
      { start: 120, end: 240, title: 'ID - ID' },
      { start: 240, end: 320, title: expect.stringContaining('Two') },
    ]);
  });

  it('are in order, and one where two begin together or one would last no second', () => {
    const entries = [
      trackEntry(50, 99.5, 'B'),
      trackEntry(0, 60, 'A'),
      trackEntry(50.4, 90, 'C'),
      trackEntry(99.4, 100, 'D'),
    ];
    const titles = chaptersOf({ entries, duration: 100 }).map(({ start, title }) => [start, title]);
    expect(titles).toEqual([
      [0, expect.stringMatching(/A$/)],
      [50, expect.stringMatching(/B \/ .*C \/ .*D$/)],
    ]);
  });

  it('go to the end of the last entry where the length of the mix is not known, and are none where nothing is', () => {
    expect(chaptersOf({ entries: [trackEntry(0, 60, 'A')], duration: 0 }).at(-1)?.end).toBe(60);
    expect(chaptersOf({ entries: [], duration: 100 })).toEqual([]);
  });

  it('have names of one line', () => {
    const [chapter] = chaptersOf({ entries: [trackEntry(0, 60, 'A\nB\u0000')], duration: 60 });
    expect(chapter?.title).toMatch(/A B$/);
  });
});
