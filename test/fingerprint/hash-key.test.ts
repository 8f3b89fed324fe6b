import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as constants from '../../src/fingerprint/constants.js';
import * as layout from '../../src/fingerprint/hash-key.js';
import { SPAN_CELLS } from '../../src/fingerprint/hashes.js';

const { BAND_UNITS, BANDS, RATIO_UNITS, REACH, SPAN_CELL_BITS, TIME_UNITS } = constants;

/** What a field can be at most. */
const MOST = {
  time: 2 ** 24,
  first: BANDS * BAND_UNITS - 1,
  away: layout.AWAY_BIAS + REACH * BAND_UNITS,
  ratio: RATIO_UNITS - 1,
  span: SPAN_CELLS * 2 ** SPAN_CELL_BITS - 1,
};
const anyHash: fc.Arbitrary<layout.Hash> = fc.record({
  time: fc.nat(MOST.time),
  first: fc.nat(MOST.first),
  second: fc.nat(MOST.away),
  third: fc.nat(MOST.away),
  ratio: fc.nat(MOST.ratio),
  span: fc.nat(MOST.span),
});

describe('the layout of hashes', () => {
  it('loses nothing of a hash between key, detail and position', () => {
    fc.assert(
      fc.property(anyHash, (hash) => {
        const [key, detail] = [layout.keyOfHash(hash), layout.detailOfHash(hash)];
        expect({
          time: Math.floor(hash.time / TIME_UNITS) * TIME_UNITS + layout.quartersOf(detail),
          first: layout.firstOf(key, detail),
          second: layout.secondOf(key, detail),
          third: layout.thirdOf(key, detail),
          ratio: layout.ratioOf(key, detail),
          span: layout.spanOf(key, detail),
        }).toEqual(hash);
      }),
    );
  });

  it('has keys of 27 bits and details of 22, as its picture says, whatever the constants', () => {
    const largest = { ...MOST, second: MOST.away, third: MOST.away };
    expect(Math.floor(Math.log2(layout.keyOfHash({ ...largest, second: 2 ** 10 - 1 })))).toBe(26);
    const full = { time: 3, first: 31, second: 7, third: 7, ratio: 7, span: 63 };
    expect(layout.detailOfHash(full)).toBe(2 ** 22 - 1);
    expect(layout.detailOfHash(largest)).toBeLessThan(2 ** 22);
  });

  it('has room for every cell of each field', () => {
    expect(MOST.first >> constants.FIRST_CELL_BITS).toBeLessThan(2 ** layout.FIRST_BITS);
    expect(MOST.away >> constants.AWAY_CELL_BITS).toBeLessThan(2 ** layout.AWAY_BITS);
    expect(MOST.ratio >> constants.RATIO_CELL_BITS).toBeLessThan(2 ** layout.RATIO_BITS);
    expect(SPAN_CELLS).toBeLessThanOrEqual(2 ** layout.SPAN_BITS);
    expect(2 ** layout.TIME_BITS).toBe(TIME_UNITS);
  });

  it('keeps the cells of the first band beside each other, whatever else is in the key', () => {
    fc.assert(
      fc.property(anyHash, fc.nat(45), (hash, cell) => {
        const at = (first: number) => layout.keyOfHash({ ...hash, first: first << constants.FIRST_CELL_BITS });
        expect(at(cell + 1) - at(cell)).toBe(1);
      }),
    );
  });
});
