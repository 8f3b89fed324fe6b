import { describe, expect, it } from 'vitest';
import { isBorneOut, isSettled, type Sightings, trustAfter } from '../../src/domain/phantoms.js';

const answer = (mixTime: number, trackTime?: number, identifier = 'shazam') => ({
  identifier,
  mixTime,
  mixDuration: 12,
  ...(trackTime !== undefined && { trackTime }),
});

describe('a name is borne out', () => {
  it.each([
    ['no lone answer', [answer(100, 30)], false],
    ['two on one line', [answer(100, 30), answer(150, 80.5)], true],
    ['two on one line, 6 % fast', [answer(100, 30), answer(200, 136)], true],
    ['not where the position stands still', [answer(100, 61), answer(150, 61.5)], false],
    ['not where it runs backwards', [answer(100, 150), answer(150, 100)], false],
    ['not where nobody tells a position', [answer(100), answer(150)], false],
    ['two services', [answer(100), answer(110, undefined, 'audd')], true],
    ['what the library followed', [answer(100, 30, 'library')], true],
    ['what was followed for long', [{ ...answer(100, 30), mixDuration: 60 }], true],
    ['nothing', [], false],
  ])('by %s', (_, answers, expected) => {
    expect(isBorneOut({ answers })).toBe(expected);
  });

  it('less by the same two answers the more there are that contradict them', () => {
    const line = [answer(100, 30), answer(150, 80)];
    const strewn = Array.from({ length: 6 }, (_, i) => answer(400 + i * 200, 100));
    expect(isBorneOut({ answers: line, all: [...line, ...strewn.slice(0, 3)] })).toBe(false);
    const long = [...line, answer(200, 130), answer(250, 180), answer(300, 230)];
    expect(isBorneOut({ answers: long, all: [...long, ...strewn] })).toBe(true);
    expect([isSettled({ answers: line }), isSettled({ answers: long })]).toEqual([false, true]);
  });
});

/** An answer of a service by itself. */
const LONE = 0.73;
const left = (more: Partial<Sightings>): number =>
  trustAfter(LONE, { asked: 6, borneOut: 0, lone: 0, rejected: 0, accepted: false, ...more });

describe('what other mixes say of a name', () => {
  it('takes the more away in the more of them it comes up alone', () => {
    const falling = [0, 1, 2, 3, 4, 5, 6].map((lone) => left({ lone }));
    expect([...falling].sort((a, b) => b - a)).toEqual(falling);
    expect(falling[1]).toBeGreaterThan(0.7);
    expect(falling[6]).toBeLessThan(0.15);
    // The second of two mixes leaves it in doubt, the fifth of five says that it is one.
    expect(left({ asked: 1, lone: 1 })).toBeGreaterThan(0.3);
    expect(left({ asked: 2, lone: 2 })).toBeLessThan(0.5);
    expect(left({ asked: 4, lone: 4 })).toBeLessThan(0.25);
  });

  it('is nothing where it comes up in so few of so many, or is borne out as often as others', () => {
    expect(left({ asked: 1000, lone: 4 })).toBe(LONE);
    expect(left({ asked: 40, lone: 12, borneOut: 8 })).toBe(LONE);
    expect(left({ asked: 7, lone: 4, borneOut: 3 })).toBe(LONE);
    // A few lines by chance don't save a phantom.
    expect(left({ asked: 40, lone: 38, borneOut: 2 })).toBeLessThan(0.05);
  });

  it('is nothing against a person’s word, and more with it', () => {
    expect(left({ lone: 6, accepted: true })).toBe(LONE);
    expect(left({ asked: 200, lone: 3 })).toBe(LONE);
    expect(left({ asked: 200, lone: 3, rejected: 3 })).toBeLessThan(0.3);
  });

  it('never makes a name surer, whatever it is', () => {
    for (const confidence of [0, 0.2, 0.5, 0.9, 1])
      for (const asked of [0, 1, 50])
        for (const lone of [0, 1, 40])
          for (const borneOut of [0, 1, 40])
            for (const rejected of [0, lone]) {
              const now = trustAfter(confidence, { asked, borneOut, lone, rejected, accepted: false });
              expect(now).toBeLessThanOrEqual(confidence);
              expect(now).toBeGreaterThanOrEqual(0);
            }
  });
});
