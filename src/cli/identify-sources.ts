import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Identified } from '../app/identify.js';
import { LiveError, UsageError } from '../domain/errors.js';
import { nearest } from '../domain/nearest.js';
import type { AudioSource } from '../domain/ports.js';
import { inertJson } from '../domain/text.js';
import { version } from '../version.js';
import type { Cli } from './command.js';
import { commands } from './commands/registry.js';
import { EXIT, exitCodeOf, isAbort, worst } from './exit-codes.js';
import { type IdentifyOptions, settingsFlags } from './identify-options.js';
import { shortPath } from './short-path.js';
import { showComparisons } from './show-comparisons.js';
import { explainError } from './terminal/errors.js';
import { type Reporter, startReporter } from './terminal/reporter.js';
import type { Wired } from './wiring.js';

/**
 * Identifies every source in turn, writes and prints each result, and resolves to the worst one's exit code. A broadcast is
 * followed as by `listen` where somebody sits before a terminal, who can end it; a script would wait for ever.
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
  refuseMistypedCommand(names, cli.cwd);
  const settings = await cli.settings(settingsFlags(options));
  const { wireIdentify } = await import('./wiring.js');
  const reporter = await startReporter(cli.terminal);
  let wired: Wired | undefined;
  try {
    wired = await wireIdentify(cli, settings, { names, ...options }, reporter.emit);
    // Each source has a live line of its own, and a terminal shows one at a time.
    reporter.stop();
    const codes: number[] = [];
    for (const failure of wired.failures) {
      cli.terminal.err.write(explainError(failure, cli.terminal));
      codes.push(exitCodeOf(failure));
    }
    for (const target of wired.targets) {
      codes.push(await identifyOne(cli, target, wired, options));
      if (cli.signal.aborted) break;
    }
    if (wired.plans.length > 1 && !options.json) {
      const [{ sumOf }, { renderPlan }] = await Promise.all([import('../app/plan.js'), import('./terminal/plan.js')]);
      cli.terminal.out.write(renderPlan(sumOf(wired.plans), cli.terminal.out));
    }
    await showComparisons(cli, wired.comparisons);
    return worst(codes);
  } finally {
    reporter.stop();
    await wired?.close();
  }
}

async function identifyOne(cli: Cli, target: string, wired: Wired, options: IdentifyOptions): Promise<number> {
  const reporter = await startReporter(cli.terminal);
  let opened: AudioSource | undefined;
  try {
    const source = await wired.open(target, cli.signal, reporter.emit);
    opened = source;
    if (options.dryRun) {
      const { planIdentify } = await import('../app/plan.js');
      const { renderPlan } = await import('./terminal/plan.js');
      const plan = await planIdentify(
        { source, ...wired, ...rangeOf(options, wired), describe: options.describe ?? false },
        { signal: cli.signal, emit: reporter.emit },
      );
      wired.plans.push(plan);
      reporter.stop();
      cli.terminal.out.write(options.json ? `${JSON.stringify(plan)}\n` : renderPlan(plan, cli.terminal.out));
      return EXIT.done;
    }
    const { identify } = await import('../app/identify.js');
    const identified = await identify(
      {
        source,
        identifiers: wired.identifiers,
        resolvers: wired.resolvers,
        enrichers: wired.enrichers,
        describe: options.describe ?? false,
        ...rangeOf(options, wired),
        tool: { name: 'tracklistify', version },
        now: Date.now,
        // Not worth a word: the end says what was written.
        save: async (soFar) => void (await wired.write(target, soFar, () => {})),
      },
      { signal: cli.signal, emit: reporter.emit },
    );
    reporter.stop();
    return await deliver(cli, target, identified, wired, reporter, options);
  } catch (error) {
    reporter.stop();
    if (wired.targets.length + wired.failures.length === 1) throw error;
    cli.terminal.err.write(explainError(error, cli.terminal));
    return exitCodeOf(error);
  } finally {
    await opened?.close();
  }
}

/** Files first: what is on disk isn't lost when the terminal or the pipe goes away. */
async function deliver(
  cli: Cli,
  target: string,
  { tracklist, failure }: Identified,
  wired: Wired,
  reporter: Reporter,
  options: IdentifyOptions,
): Promise<number> {
  const { out, err, verbosity } = cli.terminal;
  const codes: number[] = [];
  let written: string[] = [];
  try {
    const result = await wired.write(target, tracklist, reporter.emit);
    written = result.files.map((file) => shortPath(cli.cwd, file));
    if (result.failure) throw result.failure;
  } catch (error) {
    err.write(explainError(error, cli.terminal));
    codes.push(exitCodeOf(error));
  }
  if (options.json) out.write(`${inertJson(JSON.stringify(tracklist))}\n`);
  else {
    const { renderTracklist } = await import('./terminal/tracklist-table.js');
    if (wired.targets.length > 1) out.write(`${out.style.bold(tracklist.source.name)}\n`);
    out.write(`${renderTracklist(tracklist, out)}\n`);
    if (tracklist.story) {
      const { renderStory } = await import('./terminal/enrichment.js');
      out.write(`${renderStory(tracklist.story, out)}\n`);
    }
    if (options.explain) {
      const { renderExplanation } = await import('./terminal/explain.js');
      out.write(`${renderExplanation(tracklist, out)}\n`);
    }
  }
  if (verbosity >= 0 && !cli.terminal.events) {
    const { renderSummary } = await import('./terminal/summary.js');
    err.write(renderSummary(tracklist, err, { written, warned: reporter.warned }));
  }
  if (failure) {
    if (!isAbort(failure)) err.write(explainError(failure, cli.terminal));
    codes.push(isAbort(failure) ? EXIT.interrupted : exitCodeOf(failure));
  } else if (!tracklist.entries.some((e) => e.kind === 'track')) codes.push(EXIT.nothing);
  return worst(codes);
}

function rangeOf({ start, end, step }: IdentifyOptions, { calls }: Wired) {
  return { range: { start, end }, asking: { step, calls } };
}

/** `tracklistify libary add` names files that aren't there; its author meant a command. */
function refuseMistypedCommand([name]: readonly string[], cwd: string): void {
  if (name === undefined || existsSync(resolve(cwd, name))) return;
  const command = nearest(
    name,
    commands.map((c) => c.name),
  );
  if (command === null) return;
  throw new UsageError(`There is no file "${name}". Did you mean the command "tracklistify ${command}"?`);
}
