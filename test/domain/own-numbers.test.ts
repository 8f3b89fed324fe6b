import { describe, expect, it } from 'vitest';
import type { Correction } from '../../src/domain/correction.js';
import { numberedBy, withOwnNumbers } from '../../src/domain/own-numbers.js';
import { trackEntry, tracklistOf, unknownEntry } from '../support/tracklists.js';

const said = (number?: number): Correction => ({
  kind: 'name',
  start: 200,
  end: 300,
  was: 'ID - ID',
  track: { title: 'Sea', artists: ['Ann'] },
  ...(number !== undefined && { number }),
});
const theirs = tracklistOf(
  [unknownEntry(0, 100, { number: 1 }), trackEntry(100, 200, 'One'), trackEntry(200, 300, 'Sea', { number: 2 })],
  { numbering: 'theirs', corrections: [said(2)] },
);
const numbersIn = (list: typeof theirs): unknown[] => [
  list.numbering,
  ...list.entries.map(({ number }) => number),
  ...(list.corrections ?? []).map((one) => 'number' in one && one.number),
];

describe('numbers of unknowns', () => {
  it('are those of the archive that gave them', () => {
    expect(withOwnNumbers(theirs, { numbering: 'theirs' })).toBe(theirs);
  });

  it('are none where another archive gave them, or nobody knows which', () => {
    const { numbering: _, ...unsigned } = theirs;
    for (const list of [theirs, unsigned])
      for (const numbering of ['ours', undefined])
        expect(numbersIn(withOwnNumbers(list, { numbering }))).toEqual([
          undefined,
          undefined,
          undefined,
          undefined,
          false,
        ]);
  });

  it('are those that the archive itself has in that mix, for the same stretch and the same word', () => {
    const kept = tracklistOf(
      [
        unknownEntry(2, 99, { number: 7 }),
        unknownEntry(100, 200, { number: 8 }),
        trackEntry(200, 300, 'Sea', { number: 9 }),
      ],
      { corrections: [said(9)] },
    );
    const own = withOwnNumbers(theirs, { numbering: 'ours', kept });
    expect(numbersIn(own)).toEqual(['ours', 7, undefined, 9, 9]);
    const wider = withOwnNumbers(theirs, {
      numbering: 'ours',
      kept: tracklistOf([unknownEntry(0, 200, { number: 7 })]),
    });
    expect(numbersIn(wider)).toEqual([undefined, undefined, undefined, undefined, false]);
  });

  it('go with a word whose they are, and where there are none, without', () => {
    const plain = tracklistOf([unknownEntry(0, 100)], { numbering: 'ours' });
    expect(numberedBy(plain, 'ours')).not.toHaveProperty('numbering');
    const { numbering: _, ...unsigned } = theirs;
    expect(numberedBy(unsigned, 'theirs')).toEqual(theirs);
    expect(numberedBy(theirs, 'theirs')).toBe(theirs);
  });
});
