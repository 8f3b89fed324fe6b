import { describe, expect, it } from 'vitest';
import { parseSize, parseUntil } from '../../src/cli/listen-options.js';

describe('the end of listening', () => {
  const now = new Date(2026, 0, 2, 22, 0, 0).getTime();
  it.each([
    ['23:30', new Date(2026, 0, 2, 23, 30)],
    ['06:15', new Date(2026, 0, 3, 6, 15)],
    ['22:00', new Date(2026, 0, 3, 22, 0)],
    ['2026-03-04T05:06', new Date(2026, 2, 4, 5, 6)],
    ['2026-03-04 05:06', new Date(2026, 2, 4, 5, 6)],
  ])('%s is the next such moment', (text, moment) => {
    expect(parseUntil(text)(now)).toBe(moment.getTime());
  });
  it.each(['24:00', '12:60', 'soon', '5', '2026-99-99'])('is never %j', (text) => {
    expect(() => parseUntil(text)).toThrow();
  });
});

describe('the size of the spool', () => {
  it.each([
    ['200', 200],
    ['1G', 1000],
    ['50 MB', 50],
  ])('%s is %d megabytes', (text, size) => {
    expect(parseSize(text)).toBe(size);
  });
  it.each(['1', 'x', '-5'])('is never %j', (text) => {
    expect(() => parseSize(text)).toThrow(/10 megabytes/);
  });
});
