import { expect, it } from 'vitest';
import { clock, longClock, parseClock } from '../../src/domain/time.js';

it('writes times as DJs do', () => {
  expect([0, 59.9, 60, 263.48, 3599.999, 3600, 36_061].map(clock)).toEqual([
    '0:00',
    '0:59',
    '1:00',
    '4:23',
    '59:59',
    '1:00:00',
    '10:01:01',
  ]);
  expect([0, 263.48, 3600].map(longClock)).toEqual(['0:00:00', '0:04:23', '1:00:00']);
});

it('reads what it writes, and plain seconds', () => {
  expect(['90', '90.5', '1:30', '90:00', '1:02:45.5', ' 5 '].map(parseClock)).toEqual([90, 90.5, 90, 5400, 3765.5, 5]);
  expect(['', 'x', '1:60', '1:60:00', '-5', '1:2:3:4', '1:'].map(parseClock)).toEqual(Array(7).fill(null));
});
