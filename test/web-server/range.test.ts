import { describe, expect, it } from 'vitest';
import { wantedOf } from '../../src/web-server/range.js';

const of = (range: string, size = 1000, ifRange?: string) =>
  wantedOf({ range, ...(ifRange !== undefined && { 'if-range': ifRange }) }, size, 'tag');

describe('what a request wants of a file', () => {
  it.each([
    ['bytes=0-0', { start: 0, end: 1 }],
    ['bytes=0-', { start: 0, end: 1000 }],
    ['bytes=500-599', { start: 500, end: 600 }],
    ['bytes=999-', { start: 999, end: 1000 }],
    ['bytes=900-5000', { start: 900, end: 1000 }],
    ['bytes=-1', { start: 999, end: 1000 }],
    ['bytes=-5000', { start: 0, end: 1000 }],
    ['BYTES=1-2', { start: 1, end: 3 }],
  ])('%s is a part', (range, part) => {
    expect(of(range)).toEqual(part);
  });

  it.each(['bytes=1000-', 'bytes=5000-6000', 'bytes=-0', 'bytes=99999999999999999999-'])('%s isn’t there', (range) => {
    expect(of(range)).toBe('nothing');
  });

  it.each(['bytes=5-2', 'bytes=-', 'bytes=a-b', 'items=0-1', 'bytes=0-1,5-6', 'bytes=1', '', 'bytes=-1-2'])(
    '%s is answered with the whole',
    (range) => {
      expect(of(range)).toBe('whole');
    },
  );

  it('has no part of nothing', () => {
    expect(of('bytes=0-', 0)).toBe('nothing');
    expect(of('bytes=-5', 0)).toBe('nothing');
    expect(wantedOf({}, 1000, 'tag')).toBe('whole');
  });

  it('gives a part only of what the asker has the beginning of', () => {
    expect(of('bytes=5-9', 1000, '"tag"')).toEqual({ start: 5, end: 10 });
    for (const other of ['"another"', 'W/"tag"', 'tag', 'Sat, 28 Nov 2026 07:00:00 GMT']) {
      expect(of('bytes=5-9', 1000, other)).toBe('whole');
    }
  });
});
