import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addStats, NO_STATS } from '../../src/domain/stats.js';
import type { ProviderStats, Stats } from '../../src/domain/tracklist.js';

const count = fc.nat({ max: 1_000_000 });
/** In whole cents, so that what is expected has no rounding of its own. */
const cost = fc.nat({ max: 100_000 }).map((cents) => cents / 100);
const usage = fc.record(
  { inputTokens: count, outputTokens: count, cost },
  { requiredKeys: ['inputTokens', 'outputTokens'] },
);
const figures: fc.Arbitrary<ProviderStats> = fc.record(
  { calls: count, cacheHits: count, saved: count, errors: count, usage },
  { requiredKeys: ['calls', 'cacheHits', 'saved', 'errors'] },
);
// Among them names that every object has something under.
const provider = fc.constantFrom('acrcloud', 'shazam', 'openai', 'toString', 'constructor');
const stats: fc.Arbitrary<Stats> = fc.record(
  {
    elapsed: count,
    providers: fc.dictionary(provider, figures, { noNullPrototype: true }),
    transfer: fc.record({ fetched: count, total: fc.option(count) }),
  },
  { requiredKeys: ['elapsed', 'providers'] },
);

/** Every number in it by the path to it. */
function numbersIn(value: unknown, path = ''): Array<[string, number]> {
  if (typeof value === 'number') return [[path, value]];
  return Object.entries(value ?? {}).flatMap(([key, part]) => numbersIn(part, `${path}/${key}`));
}

describe('adding figures up', () => {
  it('loses none: each is the sum of the two', () => {
    const holds = (a: Stats, b: Stats): void => {
      const sum = new Map(numbersIn(addStats(a, b)));
      const [inA, inB] = [new Map(numbersIn(a)), new Map(numbersIn(b))];
      for (const path of new Set([...inA.keys(), ...inB.keys()])) {
        if (isUnknown(path, a) || isUnknown(path, b)) expect(sum.has(path)).toBe(false);
        else expect(sum.get(path)).toBeCloseTo((inA.get(path) ?? 0) + (inB.get(path) ?? 0), 6);
      }
      expect(sum.size).toBeLessThanOrEqual(new Set([...inA.keys(), ...inB.keys()]).size);
    };
    fc.assert(fc.property(stats, stats, holds));
  });

  it('is the same in any order and grouping, and adding nothing changes nothing', () => {
    const holds = (a: Stats, b: Stats, c: Stats): void => {
      expect(addStats(a, b)).toEqual(addStats(b, a));
      expect(addStats(addStats(a, b), c)).toEqual(addStats(a, addStats(b, c)));
      expect(addStats(a, NO_STATS)).toEqual(a);
    };
    fc.assert(fc.property(stats, stats, stats, holds));
  });
});

/** A price, or a whole, that one of the two doesn't know isn't known of the sum. */
function isUnknown(path: string, { providers, transfer }: Stats): boolean {
  const [, , name, , what] = path.split('/');
  const used = name !== undefined && Object.hasOwn(providers, name) ? providers[name]?.usage : undefined;
  if (what === 'cost') return used !== undefined && used.cost === undefined;
  return path === '/transfer/total' && transfer !== undefined && transfer.total === null;
}
