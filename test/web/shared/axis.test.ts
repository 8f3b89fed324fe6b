import { expect, it } from 'vitest';
import { ticks, viewAround } from '../../../src/web/shared/axis.js';

it('marks times as people count them, as many as fit', () => {
  expect(ticks({ start: 0, end: 3600 }, 700, 60)).toEqual([0, 600, 1200, 1800, 2400, 3000, 3600]);
  expect(ticks({ start: 61, end: 76 }, 600, 100)).toEqual([65, 70, 75]);
  expect(ticks({ start: 0, end: 5e6 }, 100, 60).length).toBeLessThan(3000);
  expect(ticks({ start: 0, end: 0 }, 600, 60)).toEqual([]);
});

it('keeps a view inside the mix', () => {
  expect(viewAround(100, 60, 3600)).toEqual({ start: 70, end: 130 });
  expect(viewAround(5, 60, 3600)).toEqual({ start: 0, end: 60 });
  expect(viewAround(3599, 60, 3600)).toEqual({ start: 3540, end: 3600 });
  expect(viewAround(100, 60, 3600, 0.25)).toEqual({ start: 85, end: 145 });
});

it('goes no nearer than there is anything to see, and no further than the mix', () => {
  expect(viewAround(100, 0.1, 3600)).toEqual({ start: 95, end: 105 });
  expect(viewAround(100, 1e6, 3600)).toEqual({ start: 0, end: 3600 });
  expect(viewAround(1, 30, 4)).toEqual({ start: 0, end: 4 });
});
