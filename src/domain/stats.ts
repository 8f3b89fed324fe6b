import type { ModelUsage, ProviderStats, Stats, Transfer } from './tracklist.js';

/** Nothing done yet: adding it changes nothing. */
export const NO_STATS: Stats = { elapsed: 0, providers: {} };

/** Figures of two pieces of work on one mix, added up. Every count of either is in the sum. */
export function addStats(a: Stats, b: Stats): Stats {
  const transfer = either(a.transfer, b.transfer, addTransfers);
  return {
    elapsed: Math.round((a.elapsed + b.elapsed) * 1000) / 1000,
    providers: addProviders(a.providers, b.providers),
    ...(transfer && { transfer }),
  };
}

function addProviders(a: Stats['providers'], b: Stats['providers']): Stats['providers'] {
  const sums = new Map(Object.entries(a));
  for (const [name, figures] of Object.entries(b)) sums.set(name, either(sums.get(name), figures, addCalls)!);
  return Object.fromEntries(sums);
}

function addCalls(a: ProviderStats, b: ProviderStats): ProviderStats {
  const usage = either(a.usage, b.usage, addUsage);
  return {
    calls: a.calls + b.calls,
    cacheHits: a.cacheHits + b.cacheHits,
    saved: a.saved + b.saved,
    errors: a.errors + b.errors,
    ...(usage && { usage }),
  };
}

/** One part without a price makes the cost of the sum unknown. */
function addUsage(a: ModelUsage, b: ModelUsage): ModelUsage {
  const cost = a.cost === undefined || b.cost === undefined ? undefined : a.cost + b.cost;
  const thoughts = either(a.thoughtTokens, b.thoughtTokens, (one, other) => one + other);
  return {
    inputTokens: a.inputTokens + b.inputTokens,
    outputTokens: a.outputTokens + b.outputTokens,
    ...(thoughts !== undefined && { thoughtTokens: thoughts }),
    // To a millionth of a dollar, which sums of binary fractions miss by a hair.
    ...(cost !== undefined && { cost: Number(cost.toFixed(6)) }),
  };
}

function addTransfers(a: Transfer, b: Transfer): Transfer {
  return {
    fetched: a.fetched + b.fetched,
    total: a.total === null || b.total === null ? null : a.total + b.total,
  };
}

/** Of what may be absent: the sum of both, or the one that is there. */
function either<T>(a: T | undefined, b: T | undefined, add: (a: T, b: T) => T): T | undefined {
  return a !== undefined && b !== undefined ? add(a, b) : (a ?? b);
}
