import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { extentOf } from '../../src/domain/extent.js';
import { lengthOf, meet, overlapOf, type Span, spanOf, without } from '../../src/domain/span.js';

const span = fc
  .tuple(fc.integer({ min: -50, max: 150 }), fc.integer({ min: 1, max: 80 }))
  .map(([start, length]): Span => ({ start, end: start + length }));

describe('a stretch of a mix', () => {
  it('without parts of it is what they leave', () => {
    const parts = [
      { start: 5, end: 8 },
      { start: -3, end: 2 },
      { start: 6, end: 7 },
    ];
    expect(without({ start: 0, end: 10 }, parts)).toEqual([
      { start: 2, end: 5 },
      { start: 8, end: 10 },
    ]);
    expect(without({ start: 0, end: 10 }, [{ start: 0, end: 10 }])).toEqual([]);
  });

  it('leaves every second that no part covers, once and in order, and no other', () => {
    const holds = (whole: Span, parts: Span[]): void => {
      const left = without(whole, parts);
      for (let second = whole.start; second < whole.end; second++) {
        const covered = parts.some((part) => part.start <= second && second < part.end);
        const times = left.filter((part) => part.start <= second && second < part.end).length;
        expect(times).toBe(covered ? 0 : 1);
      }
      expect(left.every((part) => lengthOf(part) > 0 && part.start >= whole.start && part.end <= whole.end)).toBe(true);
      expect(left).toEqual([...left].sort((a, b) => a.start - b.start));
    };
    fc.assert(fc.property(span, fc.array(span, { maxLength: 8 }), holds));
  });

  it('has so many seconds in common with another, or lies so far from it', () => {
    const [a, b] = [
      { start: 0, end: 10 },
      { start: 7, end: 30 },
    ];
    expect(overlapOf(a, b)).toBe(3);
    expect(overlapOf(a, { start: 14, end: 20 })).toBe(-4);
    expect(meet(a, b)).toBe(true);
    expect(meet(a, { start: 10, end: 20 })).toBe(false);
  });

  it('is what an answer speaks of', () => {
    expect(spanOf({ mixTime: 30, mixDuration: 12 })).toEqual({ start: 30, end: 42 });
  });
});

describe("where a track's own beginning and end lie in the mix", () => {
  it('follows from a place in it, its speed and its length', () => {
    // 44 s into a track that is played 10 % fast: it began 40 s ago, and its 220 s take 200.
    expect(extentOf(100, { trackTime: 44, speed: 1.1, duration: 220 })).toEqual({ zero: 60, end: 260 });
  });

  it("isn't known without a place, and without a length only its beginning is", () => {
    expect(extentOf(100, { duration: 220 })).toEqual({ zero: undefined, end: undefined });
    expect(extentOf(100, { trackTime: 40 })).toEqual({ zero: 60, end: undefined });
  });
});
