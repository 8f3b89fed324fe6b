import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { timestampsIn } from '../../../../src/audio/sources/site/timestamps.js';

const read = (lines: string[], duration: number | null = null): Array<[number, string]> =>
  timestampsIn(lines.join('\n'), duration).map(({ mixTime, text }) => [mixTime, text]);

describe('the tracklist in a description', () => {
  it.each([
    [
      ['Tracklist:', '00:00 A - One', '3:05 B - Two', '1:02:10 C – Three'],
      [
        [0, 'A - One'],
        [185, 'B - Two'],
        [3730, 'C – Three'],
      ],
    ],
    [
      ['01. [0:00] A - One', '02. [04:10] B - Two [Label]'],
      [
        [0, 'A - One'],
        [250, 'B - Two [Label]'],
      ],
    ],
    [
      ['1) A - One (00:00)', '2) B - Two (12:34)'],
      [
        [0, 'A - One'],
        [754, 'B - Two'],
      ],
    ],
    [
      ['00:00 - 03:20 | A - One', '03:20 - 06:00 | B - Two'],
      [
        [0, 'A - One'],
        [200, 'B - Two'],
      ],
    ],
    [
      ['• 0:00 ~ A - One', '• 75:30 ~ B - Two'],
      [
        [0, 'A - One'],
        [4530, 'B - Two'],
      ],
    ],
  ])('is read from %j', (lines, expected) => {
    expect(read(lines as string[])).toEqual(expected);
  });

  it('tells artist and title apart where a dash does', () => {
    expect(timestampsIn('0:00 A - One - Two\n1:00 intro', null)).toEqual([
      { from: 'description', mixTime: 0, text: 'A - One - Two', artist: 'A', title: 'One - Two' },
      { from: 'description', mixTime: 60, text: 'intro' },
    ]);
  });

  it('isn’t made of dates, prices, one line alone or times of day', () => {
    expect(read(['Every Friday 20:00', 'Every Saturday 22:00'])).toEqual([]);
    expect(read(['0:00 only one'])).toEqual([]);
    expect(read(['2024-01-02', '19.99', '12:345 no', '1:2 no'])).toEqual([]);
  });

  it('ends where the recording does', () => {
    expect(read(['0:00 a', '1:00 b', '9:00 c'], 300)).toEqual([
      [0, 'a'],
      [60, 'b'],
    ]);
  });

  it('survives whatever it holds', () => {
    const piece = fc.constantFrom('0:00', '1:02:03', '[', ')', ' - ', '\n', 'x', '12.', '\u001b[31m', '99999:99', ' ');
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 200 }), (pieces) => {
        for (const { mixTime, text } of timestampsIn(pieces.join(''), null)) {
          expect(mixTime).toBeGreaterThanOrEqual(0);
          expect(text).toMatch(/^[^\u0000-\u001f]+$/);
        }
      }),
    );
  });
});
