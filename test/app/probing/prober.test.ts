import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mostCalls } from '../../../src/app/probing/budget.js';
import { type Ground, Prober } from '../../../src/app/probing/prober.js';
import type { Match } from '../../../src/domain/match.js';

const hit = (key: string, mixTime: number, trackTime?: number, duration?: number): Match => ({
  identifier: 'x',
  key,
  track: { title: key, artists: [], ...(duration === undefined ? {} : { duration }) },
  mixTime,
  mixDuration: 12,
  ...(trackTime === undefined ? {} : { trackTime }),
  score: 1,
});
const ground = (end: number, settled: Ground['settled'] = []): Ground => ({ start: 0, end, settled, sample: 12 });

/** The times that are asked about, as long as the answers come from `answer`. */
function times(where: Ground, answer: (time: number) => Match[]): number[] {
  const prober = new Prober(where);
  const asked: number[] = [];
  for (let time = prober.next(); time !== null; time = prober.next()) {
    asked.push(time);
    prober.told(time, answer(time));
    if (asked.length > 1000) throw new Error('never ends');
  }
  return asked;
}

describe('the prober', () => {
  it('asks a whole mix of one track about every two and a half minutes', () => {
    expect(times(ground(600), (t) => [hit('a', t, t, 3600)])).toEqual([8, 158, 308, 458, 580]);
  });

  it('looks for the next track where this one must end', () => {
    const asked = times(ground(400), (t) => [t < 200 ? hit('a', t, t + 40, 260) : hit('b', t, t - 190, 300)]);
    expect(asked.slice(0, 2)).toEqual([8, 228]);
  });

  it('looks between two tracks that leave room for a third', () => {
    const asked = times(ground(400), (t) => [
      t < 60 ? hit('a', t, t + 160, 300) : t < 220 ? hit('b', t, t - 60, 150) : hit('c', t, t - 220, 300),
    ]);
    expect(asked.some((t) => t >= 60 && t < 220)).toBe(true);
  });

  it('asks nothing where somebody is sure, nor in silence', () => {
    const settled = [
      { start: 0, end: 290 },
      { start: 400, end: 600 },
    ];
    const asked = times(ground(600, settled), (t) => [hit('a', t)]);
    expect(asked.length).toBeGreaterThan(0);
    for (const t of asked) expect(t > 278 && t < 400).toBe(true);
    expect(times(ground(600, [{ start: 0, end: 600 }]), () => [])).toEqual([]);
  });

  it('looks where the sound stays the same for longest, away from where a track was heard', () => {
    const answer = (t: number): Match[] => [
      t < 100 ? hit('a', t, t + 60, 300) : t < 200 ? hit('b', t) : hit('c', t, t - 240, 400),
    ];
    const inside = (changes?: number[]): number | undefined => {
      const asked = times({ ...ground(500), ...(changes && { changes }) }, answer);
      return asked.find((t, i) => t < Math.max(...asked.slice(0, i)));
    };
    expect(inside()).toBe(124);
    // Up to 150 it is the first one's; from there to 230 it is something else.
    expect(inside([150, 230])).toBe(184);
    expect(inside([70, 150, 230])).toBe(104);
  });

  it('looks nowhere that two sounds meet', () => {
    const changes = [88, 239, 345, 400];
    for (const t of times({ ...ground(500), changes }, (time) => (time < 160 ? [hit('a', time)] : [])))
      expect(changes.some((change) => t < change && change < t + 12)).toBe(false);
  });

  it('leaves for last what goes on as the track before it', () => {
    const answer = (t: number): Match[] => [hit(t < 150 ? 'a' : t < 300 ? 'b' : 'c', t)];
    expect(times(ground(328), answer).slice(3, 5)).toEqual([83, 233]);
    expect(times({ ...ground(328), changes: [200] }, answer).slice(3, 5)).toEqual([248, 83]);
  });

  it('asks once about something hardly longer than a sample', () => {
    expect(times(ground(15), () => [])).toEqual([1.5]);
    expect(times(ground(5), () => [])).toEqual([0]);
  });

  it('tries a stretch without a name several times, and then lets it be', () => {
    const asked = times(ground(240), () => []);
    expect(asked.length).toBeGreaterThanOrEqual(4);
    expect(asked.length).toBeLessThanOrEqual(mostCalls(ground(240)) + 3);
  });

  it('always comes to an end, inside the ground, and never asks twice about one time', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5000 }), fc.infiniteStream(fc.integer({ min: 0, max: 5 })), (end, luck) => {
        const asked = times(ground(end), (t) => {
          const key = luck.next().value;
          return key === 0 ? [] : [hit(`k${key}`, t, key * 50, key === 5 ? undefined : 300)];
        });
        expect(new Set(asked).size).toBe(asked.length);
        for (const t of asked) expect(t >= 0 && (t + 12 <= end || asked.length === 1)).toBe(true);
      }),
      { numRuns: 200 },
    );
  });
});
