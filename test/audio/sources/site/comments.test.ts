import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { commentHints } from '../../../../src/audio/sources/site/comments.js';

const read = (comments: unknown, duration: number | null = 600) =>
  commentHints(JSON.stringify({ comments }), duration).map(({ from, mixTime, text }) => [from, mixTime, text]);

describe('what comments claim', () => {
  it('stands at a place of the recording, or beside a time in the text', () => {
    expect(
      read([
        { text: 'Ann - Sea (Dub)', start_time: 61.5, end_time: null },
        { text: 'love this\n4:10 Bob - Rain\nCy - Fog 5:00', start_time: 3 },
        { text: '(0:30) Bob – Rain', author: 'x' },
      ]),
    ).toEqual([
      ['comment', 30, 'Bob – Rain'],
      ['comment', 61.5, 'Ann - Sea (Dub)'],
      ['comment', 250, 'Bob - Rain'],
      ['comment', 300, 'Cy - Fog'],
    ]);
  });

  it('is nothing where it names nobody, lies past the end, or is said again', () => {
    expect(read([{ text: 'track id?', start_time: 5 }, { text: '🔥🔥🔥' }, { text: '3:00 what a drop' }])).toEqual([]);
    expect(read([{ text: 'Ann - Sea', start_time: 601 }, { text: '59:00 Ann - Sea' }])).toEqual([]);
    expect(read([{ text: 'Ann - Sea', start_time: 601 }], null)).toHaveLength(1);
    expect(
      read([
        { text: 'Ann - Sea', start_time: 5 },
        { text: 'ANN - SEA', start_time: 5 },
      ]),
    ).toHaveLength(1);
    expect(read(Array.from({ length: 6000 }, (_, i) => ({ text: `A - ${i}`, start_time: 1 })))).toHaveLength(2000);
  });

  it('may be anything at all', () => {
    for (const comments of [null, undefined, 'x', [null, 5, 'x', {}, { text: 5, start_time: 'soon' }]]) {
      expect(read(comments)).toEqual([]);
    }
    expect(commentHints('no json', 1)).toEqual([]);
    fc.assert(
      fc.property(
        fc.array(fc.record({ text: fc.string(), start_time: fc.double() }, { requiredKeys: [] })),
        (comments) => {
          for (const [, mixTime] of read(comments, null)) expect(mixTime).toBeGreaterThanOrEqual(0);
        },
      ),
    );
  });
});
