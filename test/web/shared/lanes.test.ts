import { expect, it } from 'vitest';
import { lanesOf } from '../../../src/web/shared/lanes.js';

const lanes = (...spans: Array<[number, number]>) => lanesOf(spans.map(([start, end]) => ({ start, end })));

it('puts entries that overlap below one another', () => {
  expect(lanes([0, 100], [100, 200], [200, 300])).toEqual([0, 0, 0]);
  expect(lanes([0, 120], [100, 220], [200, 300])).toEqual([0, 1, 0]);
  expect(lanes([0, 300], [50, 80], [60, 90])).toEqual([0, 1, 2]);
});

it('takes no more lanes than there is room for', () => {
  expect(lanes([0, 300], [10, 200], [20, 250], [30, 300])).toEqual([0, 1, 2, 1]);
});
