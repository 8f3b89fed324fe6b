import { CallBudget } from '../domain/call-budget.js';
import type { Context } from '../domain/ports/context.js';
import type { Enricher, EnrichStep, Narrator } from '../domain/ports/enrich.js';
import type { Identifier } from '../domain/ports/identify.js';
import type { Resolver } from '../domain/ports/resolve.js';
import type { AudioSource } from '../domain/ports/source.js';
import { type LookUps, likelyEntries, planEnrich, planLookUps } from './enrich.js';
import type { Asking } from './probing/ask.js';
import { expectedCalls, mostCalls } from './probing/budget.js';
import { Grid } from './probing/grid.js';

/** What identifying would do, told before anything is paid or waited for. */
export interface Plan {
  source: string;
  /** Seconds of mix to look at. */
  duration: number;
  providers: Array<{
    name: string;
    /** The most calls that it would take; 0 for what works offline. */
    calls: number;
    /** The calls that a mix of this length usually takes, before the cheaper ones spare it any. */
    expected: number;
    /** Seconds that the expected calls would take under the provider's rate limit, at least. */
    seconds: number;
    /** What it bills, where that isn't calls. */
    bills?: { amount: number; unit: string };
  }>;
  /** What models would be asked about as many entries as such a mix may have; absent where none are. */
  models?: EnrichStep[];
  /** Services that would be sent the names of as many tracks as such a mix may have, to complete them; absent where none are. */
  lookUps?: LookUps[];
}

export interface PlanRun {
  source: AudioSource;
  identifiers: readonly Identifier[];
  resolvers?: readonly Pick<Resolver, 'name'>[];
  enrichers?: readonly Enricher[];
  narrators?: readonly Narrator[];
  range?: { start?: number; end?: number };
  asking?: Asking;
}

export async function planIdentify(run: PlanRun, context: Context): Promise<Plan> {
  const { source, range = {}, asking = {} } = run;
  const whole = source.duration ?? (await measure(source, context));
  const start = Math.min(range.start ?? 0, whole);
  const end = Math.min(range.end ?? whole, whole);
  const budget = asking.calls ?? new CallBudget(asking.maxCalls);
  const planOf = async (identifier: Identifier): Promise<Plan['providers'][number]> => {
    if (identifier.kind === 'mix') return { name: identifier.name, calls: 0, expected: 0, seconds: 0 };
    if (identifier.kind === 'file') {
      const cost = await identifier.reckon({ source, range: { start, end }, settled: [] }, budget.left);
      budget.note(cost.calls);
      return { name: identifier.name, ...cost };
    }
    const ground = { start, end, settled: [], sample: identifier.seconds };
    const grid = asking.step === undefined ? null : new Grid(ground, asking.step);
    const calls = Math.min(grid ? grid.count : mostCalls(ground), budget.left);
    const expected = Math.min(grid ? grid.count : expectedCalls(ground), calls);
    budget.note(calls);
    return { name: identifier.name, calls, expected, seconds: expected * (identifier.gap ?? 0) };
  };
  const providers: Plan['providers'] = [];
  for (const identifier of run.identifiers) providers.push(await planOf(identifier));
  const { resolvers = [], enrichers = [], narrators = [] } = run;
  const entries = likelyEntries(end - start);
  const lookUps = planLookUps(entries, resolvers);
  const plan = { source: source.info.name, duration: end - start, providers, ...(lookUps.length > 0 && { lookUps }) };
  if (enrichers.length + narrators.length === 0) return plan;
  return { ...plan, models: await planEnrich({ entries, enrichers, narrators, listen: true }) };
}

/** What several sources would take together. */
export function sumOf(plans: readonly Plan[]): Plan {
  const providers = new Map<string, Plan['providers'][number]>();
  for (const { name, calls, expected, seconds, bills } of plans.flatMap((plan) => plan.providers)) {
    const sum = providers.get(name) ?? { name, calls: 0, expected: 0, seconds: 0 };
    providers.set(name, {
      name,
      calls: sum.calls + calls,
      expected: sum.expected + expected,
      seconds: sum.seconds + seconds,
      ...(bills && { bills: { unit: bills.unit, amount: bills.amount + (sum.bills?.amount ?? 0) } }),
    });
  }
  const duration = plans.reduce((sum, plan) => sum + plan.duration, 0);
  const lookUps = sumOfLookUps(plans.flatMap((plan) => plan.lookUps ?? []));
  const sum = {
    source: `all ${plans.length} together`,
    duration,
    providers: [...providers.values()],
    ...(lookUps.length > 0 && { lookUps }),
  };
  const models = sumOfSteps(plans.flatMap((plan) => plan.models ?? []));
  return models.length > 0 ? { ...sum, models } : sum;
}

function sumOfLookUps(all: readonly LookUps[]): LookUps[] {
  const sums = new Map<string, number>();
  for (const { name, tracks } of all) sums.set(name, (sums.get(name) ?? 0) + tracks);
  return [...sums].map(([name, tracks]) => ({ name, tracks }));
}

function sumOfSteps(steps: readonly EnrichStep[]): EnrichStep[] {
  const sums = new Map<string, EnrichStep>();
  for (const step of steps) {
    const key = JSON.stringify([step.provider, step.model, step.place, step.does]);
    const sum = sums.get(key);
    if (!sum) sums.set(key, { ...step });
    else {
      for (const figure of ['entries', 'kept', 'requests', 'inputTokens', 'outputTokens'] as const)
        sum[figure] += step[figure];
      sum.cost = sum.cost === null || step.cost === null ? null : sum.cost + step.cost;
    }
  }
  return [...sums.values()];
}

/** Where no container tells the length, only decoding does. */
async function measure(source: AudioSource, context: Context): Promise<number> {
  const rate = 8000;
  let samples = 0;
  for await (const chunk of source.pcm({ rate, signal: context.signal })) samples += chunk.length;
  return samples / rate;
}
