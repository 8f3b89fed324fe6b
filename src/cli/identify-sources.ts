import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import { type AudioError, LiveError, UsageError } from '../domain/errors.js';
import { nearest } from '../domain/nearest.js';
import type { Wired } from '../wiring/identify.js';
import { inOrder } from './batch.js';
import type { Cli } from './command.js';
import { EXIT, worst } from './exit-codes.js';
import { fail, identifyOne, type Run, sayFailed } from './identify-one.js';
import { type IdentifyOptions, settingsFlags } from './identify-options.js';
import { refuseSharedTitle } from './options.js';
import { showComparisons } from './show-comparisons.js';
import { startReporter } from './terminal/reporter.js';

/** Each mix takes some hundred megabytes and a core; more at once only wait for one another. */
const MOST_AT_ONCE = 8;

/**
 * Identifies every source, writes and prints each result in order, and resolves to the worst one's exit code. A broadcast
 * is followed as by `listen` on a terminal, where somebody can end it; a script would wait for ever.
 */
export async function identifySources(cli: Cli, names: string[], options: IdentifyOptions): Promise<number> {
  try {
    return await identifyAll(cli, names, options);
  } catch (error) {
    const [name] = names;
    const { err } = cli.terminal;
    const partly = options.dryRun || options.start !== undefined || options.end !== undefined;
    if (!(error instanceof LiveError) || !err.tty || partly || name === undefined) throw error;
    const [{ listenToStream }, { SPOOL_SIZE }] = await Promise.all([
      import('./listen-to-stream.js'),
      import('./listen-options.js'),
    ]);
    if (cli.terminal.verbosity >= 0) err.write('This is a live stream: it is listened to until Ctrl-C.\n');
    return listenToStream(cli, name, { ...options, spoolSize: SPOOL_SIZE });
  }
}

async function identifyAll(cli: Cli, names: string[], options: IdentifyOptions): Promise<number> {
  refuseMistypedCommand(names, cli);
  const hall = await cli.hall(settingsFlags(options));
  if (options.describe && !hall.settings.enrich.enabled) {
    throw new UsageError(
      '--describe is the work of language models, which are off unless you ask for them: add --enrich.',
    );
  }
  const { wireIdentify } = await import('../wiring/identify.js');
  const reporter = await startReporter(cli.terminal);
  let wired: Wired | undefined;
  try {
    wired = await wireIdentify(hall, { names, ...options }, reporter.emit).catch((error: unknown) => {
      sayFailed(cli, options, names[0] ?? '', error);
      throw error;
    });
    // Each source has a live line of its own, and a terminal shows one at a time.
    reporter.stop();
    refuseSharedTitle(options, wired.targets.length);
    const run: Run = { cli, wired, options, onExist: hall.settings.output.onExist };
    const failed = wired.failures.map((failure) => fail(run, nameIn(failure), failure));
    const lanes = Math.min(availableParallelism(), MOST_AT_ONCE);
    const rest = await inOrder(wired.targets, lanes, cli.signal, (target, turn) => identifyOne(run, target, turn));
    const outcomes = [...failed, ...rest];
    const notBegun = wired.targets.length - rest.length;
    if (outcomes.length + notBegun > 1 && !cli.terminal.events && cli.terminal.verbosity >= 0) {
      const { renderBatch } = await import('./terminal/batch-summary.js');
      cli.terminal.err.write(renderBatch(outcomes, notBegun, cli.terminal.err));
    }
    if (wired.plans.length > 1 && !options.json) {
      const [{ sumOf }, { renderPlan }] = await Promise.all([import('../app/plan.js'), import('./terminal/plan.js')]);
      cli.terminal.out.write(renderPlan(sumOf(wired.plans), cli.terminal.out));
    }
    await showComparisons(cli, wired.comparisons);
    return worst([...outcomes.map(({ code }) => code), ...(notBegun > 0 ? [EXIT.interrupted] : [])]);
  } finally {
    reporter.stop();
    await wired?.close();
    await hall.close();
  }
}

/** Every sentence about a source has its name in quotes. */
const nameIn = ({ message }: AudioError): string => /"([^"]*)"/.exec(message)?.[1] ?? message;

/** `tracklistify libary add` names files that aren't there; its author meant a command. */
function refuseMistypedCommand([name]: readonly string[], { commands, cwd }: Cli): void {
  if (name === undefined || existsSync(resolve(cwd, name))) return;
  const command = nearest(
    name,
    commands.map((c) => c.name),
  );
  if (command === null) return;
  throw new UsageError(`There is no file "${name}". Did you mean the command "tracklistify ${command}"?`);
}
