import { expect, it } from 'vitest';
import { clock, longClock, parseTime, TIME_FORMS } from '../../src/domain/time.js';

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
  expect(['90', '90.5', '1:30', '90:00', '1:02:45.5', ' 5 '].map(parseTime)).toEqual([90, 90.5, 90, 5400, 3765.5, 5]);
  expect(['', 'x', '1:60', '1:60:00', '-5', '1:2:3:4', '1:'].map(parseTime)).toEqual(Array(7).fill(null));
});

it.each([
  ['1m30', 90],
  ['1m30s', 90],
  ['1M 30 S', 90],
  ['45s', 45],
  ['90m', 5400],
  ['2h', 7200],
  ['0.5h', 1800],
  ['1h30', 5400],
  ['1h30m', 5400],
  ['1h2m45', 3765],
  ['1h45s', 3645],
  ['1m30.5', 90.5],
])('reads %s as %d seconds', (text, seconds) => {
  expect(parseTime(text)).toBe(seconds);
});

it.each([
  'h',
  '1x',
  '2 days',
  '30m1h',
  '1m1m',
  '1s30',
  '1h1h',
  '1m90',
  '1h90m',
  '1.5m30',
  '1 30',
  '1m 30 5',
  '-1m',
  '1:30m',
])('does not take %j for a time', (text) => {
  expect(parseTime(text)).toBeNull();
});

it('shows only forms that it reads', () => {
  for (const form of TIME_FORMS.split(/, | or /)) expect(parseTime(form)).not.toBeNull();
});
