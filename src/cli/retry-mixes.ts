import { availableParallelism } from 'node:os';
import type { RetryPlan } from '../app/retry/plan.js';
import type { RetryWith } from '../app/retry/run.js';
import type { Retried } from '../app/retry.js';
import type { MixSummary } from '../archive/summary.js';
import { ProviderError } from '../domain/errors.js';
import type { Emit } from '../domain/events.js';
import { jsonText } from '../domain/text.js';
import type { WiredRetry } from '../wiring/retry.js';
import { inOrder } from './batch.js';
import type { Cli } from './command.js';
import { openMixes, selected } from './commands/archive/open.js';
import { EXIT, exitCodeOf, isAbort, worst } from './exit-codes.js';
import { sayStaying, sayWritten } from './mended-files.js';
import { type RetryOptions, settingsFlags } from './retry-options.js';
import { explainError } from './terminal/errors.js';
import { startReporter } from './terminal/reporter.js';
import { renderChanges, renderPlans, renderSums, resultJson, Sums } from './terminal/retry.js';

/** Mixes at once, for each of which a sound is unpacked: more only wait for a core. */
const MOST_AT_ONCE = 8;
/** What one mix says of itself would be said of a thousand. */
const OF_ALL: ReadonlySet<string> = new Set(['warning', 'news', 'waiting', 'written']);

/** Looks at mixes of the archive again, says of each what has become of it, and resolves to the worst one's exit code. */
export async function retryMixes(cli: Cli, named: readonly string[], options: RetryOptions): Promise<number> {
  const opened = await openMixes(cli);
  const chosen = new Map<string, MixSummary>();
  for (const text of named) for (const mix of await selected(cli, opened, text)) chosen.set(mix.id, mix);
  const mixes = options.all ? opened.mixes.all : [...chosen.values()];
  const hall = await cli.hall(settingsFlags(options));
  const { wireRetry } = await import('../wiring/retry.js');
  const reporter = await startReporter(cli.terminal);
  let wired: WiredRetry | undefined;
  try {
    wired = await wireRetry(hall, opened, { ...options, all: options.all ?? false }, reporter.emit);
    const due = await dueOf(mixes, wired);
    if (options.dryRun) {
      reporter.stop();
      return await showPlans(cli, due, wired, options);
    }
    return await retryAll(cli, { due, all: mixes.length }, wired, options, reporter);
  } finally {
    reporter.stop();
    await wired?.close();
    await hall.close();
  }
}

/** Those for which there is something new. Where calls are few, those come first that services were asked about longest ago. */
async function dueOf(mixes: readonly MixSummary[], { run, looked }: WiredRetry): Promise<MixSummary[]> {
  const { isDue } = await import('../app/retry/news.js');
  const { services } = run;
  const askedAt = ({ id }: MixSummary): string =>
    services.map(({ name }) => looked.get(id)?.services[name] ?? '').sort()[0] ?? '';
  return mixes
    .filter(({ id, lastKept }) => isDue(lastKept, looked.get(id), run))
    .sort((a, b) => (askedAt(a) < askedAt(b) ? -1 : Number(askedAt(a) > askedAt(b))));
}

async function retryAll(
  cli: Cli,
  { due, all }: { due: readonly MixSummary[]; all: number },
  wired: WiredRetry,
  options: RetryOptions,
  reporter: { emit: Emit; stop(): void },
): Promise<number> {
  const { retryMix } = await import('../app/retry.js');
  const { out, err, events, verbosity } = cli.terminal;
  const emit: Emit = events ? reporter.emit : (event) => OF_ALL.has(event.type) && reporter.emit(event);
  const sums = new Sums(all - due.length);
  const codes: number[] = [];
  const complain = (error: unknown): void => {
    codes.push(exitCodeOf(error));
    if (!isAbort(error)) err.write(explainError(error, cli.terminal));
  };
  let { services } = wired.run;
  let done = 0;
  const lanes = Math.min(availableParallelism(), MOST_AT_ONCE);
  const begun = await inOrder(due, lanes, cli.signal, async (mix, turn) => {
    let retried: Retried | null = null;
    let failure: unknown = null;
    try {
      const run: RetryWith = { ...wired.run, services };
      retried = await retryMix(wired.mix(mix), run, { signal: cli.signal, emit });
      failure = retried?.failure ?? null;
      // It would refuse every further mix as well.
      if (failure instanceof ProviderError) services = [];
    } catch (error) {
      failure = error;
    }
    await turn.mine;
    done++;
    if (retried) {
      sums.add(mix, retried);
      if (!options.json) out.write(renderChanges(mix, retried, out));
      for (const { why } of retried.mended?.staying ?? []) if (why !== 'changed') codes.push(EXIT.output);
      sayWritten(cli, retried.mended?.written ?? []);
      sayStaying(cli, retried.mended?.staying ?? []);
    } else if (failure === null) {
      reporter.emit({ type: 'warning', message: `What is kept of "${mix.name}" can't be read any more.` });
      codes.push(EXIT.usage);
    }
    if (failure !== null) complain(failure);
    reporter.emit({ type: 'count', stage: 'listen', done, total: due.length, label: mix.name, found: sums.named });
  });
  reporter.stop();
  if (begun.length < due.length) codes.push(EXIT.interrupted);
  if (options.json) out.write(jsonText(resultJson(sums)));
  if (verbosity >= 0 && !events)
    err.write(renderSums(sums, { notBegun: due.length - done, services: services.length > 0 }, err));
  return worst(codes);
}

async function showPlans(
  cli: Cli,
  due: readonly MixSummary[],
  { run, mix }: WiredRetry,
  { json }: RetryOptions,
): Promise<number> {
  const { planRetry } = await import('../app/retry/plan.js');
  const plans: Array<RetryPlan & { mix: MixSummary }> = [];
  let { left } = run.calls;
  for (const summary of due) {
    cli.signal.throwIfAborted();
    const plan = await planRetry(mix(summary), run, left);
    const calls = plan ? Object.values(plan.calls).reduce((sum, count) => sum + count, 0) : 0;
    left -= calls;
    if (plan && (plan.stretches > 0 || calls > 0)) plans.push({ ...plan, mix: summary });
  }
  const { out } = cli.terminal;
  if (json) out.write(jsonText({ mixes: plans.map(({ mix: { id, name }, ...plan }) => ({ id, name, ...plan })) }));
  else out.write(renderPlans(plans, out));
  return EXIT.done;
}
