import { expect, it } from 'vitest';
import { heightsOf, pathOf, reduced } from '../../../src/web/shared/waveform.js';

const levels = (...of: number[]) => Uint8Array.from(of);
const mix = {
  perSecond: 2,
  low: levels(1, 9, 3, 4, 5, 6, 7, 8),
  mid: new Uint8Array(8),
  high: levels(0, 0, 0, 0, 0, 0, 0, 255),
};

it('takes the loudest of the columns that one stands for', () => {
  expect(reduced(mix, { start: 0, end: 4 }, 4).low).toEqual(levels(9, 4, 6, 8));
  expect(reduced(mix, { start: 0, end: 4 }, 1).high).toEqual(levels(255));
});

it('shows a column several times where more are asked for than there are', () => {
  expect(reduced(mix, { start: 0, end: 1 }, 4).low).toEqual(levels(1, 1, 9, 9));
});

it('has silence before and after what was heard', () => {
  expect(reduced(mix, { start: -1, end: 5 }, 6).low).toEqual(levels(0, 9, 4, 6, 8, 0));
});

it('draws each level at its height over the line, and comes back to it', () => {
  const heights = Float32Array.from({ length: 256 }, (_, level) => level / 255);
  expect(pathOf(levels(255, 0, 128), heights, 100)).toBe('M0 0l0-100 1 100 1-50V0z');
});

it('draws the loudest as high as it gets, and half as many decibels as much less than half', () => {
  const heights = heightsOf({ ...mix, high: levels(100, 50) });
  expect(heights[100]).toBe(1);
  expect(heights[50]).toBeLessThan(0.25);
  expect(heights[0]).toBe(0);
  expect(heightsOf({ perSecond: 1, low: levels(), mid: levels(), high: levels(0) })[0]).toBe(0);
});
