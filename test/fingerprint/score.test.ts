import { describe, expect, it } from 'vitest';
import { scoreOf } from '../../src/fingerprint/score.js';
import { CLAIMED, CLAIMED_ELSEWHERE, rescored } from '../../src/fingerprint/strictness.js';

const score = (z: number, seconds: number, owned = 1): number => scoreOf({ z }, seconds, owned);

describe('the score', () => {
  it('is even at seventeen deviations, and moves e-fold with two of them', () => {
    expect(score(17, 100)).toBeCloseTo(0.5, 9);
    const odds = (z: number): number => score(z, 1000) / (1 - score(z, 1000));
    expect(odds(19) / odds(17)).toBeCloseTo(Math.E, 6);
  });

  it('is low for what comes by chance, and as high as it gets for what doesn’t', () => {
    expect(score(12, 60)).toBeLessThan(0.08);
    expect(score(8, 60)).toBeLessThan(0.012);
    expect(score(37, 60)).toBe(0.995);
  });

  it('is even at five seconds, so that a shared sample of three is unlikely however clear it is', () => {
    expect(score(200, 5)).toBeCloseTo(0.5, 9);
    expect(score(200, 3)).toBeLessThan(0.05);
    expect(score(200, 8)).toBeGreaterThan(0.99);
  });

  it('goes down with what a line owns, once that is less than half', () => {
    expect(score(60, 60, 0.5)).toBe(0.995);
    expect(score(60, 60, 0.25)).toBeCloseTo(0.5, 6);
    expect(score(60, 60, 0)).toBe(0);
  });

  it('asks more of claimed tracks, whose wrong lines had up to eighteen deviations, and more still where nobody claims them', () => {
    expect(scoreOf({ z: 18 }, 100, 1, CLAIMED)).toBeLessThan(0.1);
    expect(scoreOf({ z: 23 }, 100, 1, CLAIMED)).toBeCloseTo(0.5, 9);
    expect(scoreOf({ z: 30 }, 100, 1, CLAIMED)).toBeGreaterThan(0.95);
    expect(scoreOf({ z: 26 }, 100, 1, CLAIMED_ELSEWHERE)).toBeCloseTo(0.5, 9);
    const line = { z: 24, score: scoreOf({ z: 24 }, 8, 0.4, CLAIMED) };
    expect(rescored(line, CLAIMED, CLAIMED_ELSEWHERE)).toBeCloseTo(scoreOf(line, 8, 0.4, CLAIMED_ELSEWHERE), 9);
    expect(rescored(line, CLAIMED, CLAIMED_ELSEWHERE)).toBeLessThan(0.5 * line.score);
  });

  it('is a number between 0 and 1 at the ends of everything', () => {
    for (const z of [-1e9, 0, 1e9]) {
      for (const seconds of [0, 1e9]) {
        expect(score(z, seconds)).toBeGreaterThanOrEqual(0);
        expect(score(z, seconds)).toBeLessThanOrEqual(0.995);
      }
    }
  });
});
