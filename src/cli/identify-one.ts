import { AudioError, LiveError, WriteError } from '../domain/errors.js';
import type { OnExist } from '../domain/on-exist.js';
import type { AudioSource } from '../domain/ports/source.js';
import { jsonText } from '../domain/text.js';
import type { SourceInfo, Tracklist } from '../domain/tracklist.js';
import { version } from '../version.js';
import type { Wired } from '../wiring/identify.js';
import type { Turn } from './batch.js';
import type { Cli } from './command.js';
import { deliver, printTracklist } from './deliver.js';
import { EXIT, exitCodeOf } from './exit-codes.js';
import type { IdentifyOptions } from './identify-options.js';
import { shortPath } from './short-path.js';
import type { Outcome } from './terminal/batch-summary.js';
import { explainError } from './terminal/errors.js';
import { failureLine } from './terminal/failure-line.js';
import { type HeldReporter, heldReporter } from './terminal/held-reporter.js';
import { plain } from './terminal/terminal.js';

/** What all sources of one run have in common. */
export interface Run {
  cli: Cli;
  wired: Wired;
  options: IdentifyOptions;
  onExist: OnExist;
}

/** Identifies one source, and shows and writes what came of it when its turn comes. */
export async function identifyOne(run: Run, target: string, turn: Turn): Promise<Outcome> {
  const { cli, wired, options } = run;
  const reporter = heldReporter(cli.terminal, turn.mine);
  let opened: AudioSource | undefined;
  try {
    const source = await wired.open(target, cli.signal, reporter.emit);
    opened = source;
    const { refuseBeyond } = await import('../app/refuse-beyond.js');
    await refuseBeyond(source, options, cli.signal);
    if (options.dryRun) {
      await showPlan(run, source, reporter);
      return { name: target, code: EXIT.done };
    }
    await turn.named;
    await wired.reserve(idOf(run, target, source));
    turn.isNamed();
    const earlier = await refuseOrSkip(run, target, source);
    if (earlier) {
      reporter.stop();
      await reporter.told();
      return skip(run, target, earlier);
    }
    const { identify } = await import('../app/identify.js');
    const identified = await identify(
      {
        source,
        sourceId: wired.sourceId(target),
        said: { title: options.title, artist: options.artist },
        identifiers: wired.identifiers,
        claimed: await wired.claims(source, reporter.emit),
        recurrence: await wired.recurrence(idOf(run, target, source)),
        ...(wired.archive && { archive: wired.archive }),
        ...(wired.ear && { ear: wired.ear }),
        ...(wired.unknowns && { unknowns: wired.unknowns }),
        resolvers: wired.resolvers,
        enrichers: wired.enrichers,
        narrators: options.describe ? wired.narrators : [],
        ...rangeOf(options, wired),
        tool: { name: 'tracklistify', version },
        now: Date.now,
        // Not worth a word: the end says what was written.
        save: async (soFar) => void (await wired.write(soFar, () => {})),
      },
      { signal: cli.signal, emit: reporter.emit },
    );
    reporter.stop();
    const printing = { named: wired.targets.length > 1, story: true, explain: options.explain ?? false };
    const code = await deliver(cli, identified, {
      write: (tracklist, emit) => wired.conclude(tracklist, emit, identified.sound),
      reporter,
      json: options.json ?? false,
      print: (tracklist) => printTracklist(cli, tracklist, printing),
      summary: async (tracklist, about) => {
        const { renderSummary } = await import('./terminal/summary.js');
        const { known, seen } = identified;
        return renderSummary(tracklist, cli.terminal.err, { ...about, known, seen });
      },
      nothing: EXIT.nothing,
    });
    return { name: target, code };
  } catch (error) {
    reporter.stop();
    await reporter.told();
    return fail(run, target, error);
  } finally {
    await opened?.close();
  }
}

/** To scripts: a line in the place of the document. */
export function sayFailed({ terminal }: Cli, { json }: IdentifyOptions, target: string, error: unknown): void {
  if (!json || !(error instanceof AudioError) || error instanceof LiveError) return;
  terminal.out.write(failureLine(target, error, exitCodeOf(error)));
}

/** One source that comes to nothing is the whole run's failure; of several the others go on. */
export function fail({ cli, wired, options }: Run, target: string, error: unknown): Outcome {
  const code = exitCodeOf(error);
  sayFailed(cli, options, target, error);
  if (wired.targets.length + wired.failures.length === 1) throw error;
  cli.terminal.err.write(explainError(error, cli.terminal));
  return { name: target, code };
}

async function showPlan({ cli, wired, options }: Run, source: AudioSource, reporter: HeldReporter): Promise<void> {
  const [{ planIdentify }, { renderPlan }] = await Promise.all([
    import('../app/plan.js'),
    import('./terminal/plan.js'),
  ]);
  const { identifiers, resolvers, enrichers } = wired;
  const narrators = options.describe ? wired.narrators : [];
  const plan = await planIdentify(
    { source, identifiers, resolvers, enrichers, narrators, ...rangeOf(options, wired) },
    { signal: cli.signal, emit: reporter.emit },
  );
  wired.plans.push(plan);
  reporter.stop();
  await reporter.told();
  cli.terminal.out.write(options.json ? jsonText(plan) : renderPlan(plan, cli.terminal.out));
}

/** With `--on-exist fail` and `skip`: before any work is done. Resolves to a result that makes the work needless. */
async function refuseOrSkip(
  run: Run,
  target: string,
  source: AudioSource,
): Promise<{ files: string[]; whole: Tracklist } | null> {
  const { wired, options, onExist } = run;
  if (options.files === false || (onExist !== 'fail' && onExist !== 'skip')) return null;
  const { files: paths, whole } = await wired.standing(idOf(run, target, source));
  const files = paths.map((path) => shortPath(run.cli.cwd, path));
  if (onExist === 'skip') return whole && { files, whole };
  if (files.length > 0) {
    throw new WriteError(
      `${files.join(' and ')} ${files.length === 1 ? 'is' : 'are'} there already, and --on-exist fail was given. ` +
        'Move away what is there, or choose another folder with --output.',
    );
  }
  return null;
}

/** The source with what tells it from others of its name. */
function idOf({ wired }: Run, target: string, { info }: AudioSource): SourceInfo {
  return { ...info, id: info.id ?? wired.sourceId(target) };
}

function skip({ cli, options }: Run, target: string, earlier: { files: string[]; whole: Tracklist }): Outcome {
  const { out, err, verbosity, events } = cli.terminal;
  if (options.json) out.write(jsonText(earlier.whole));
  if (verbosity >= 0 && !events) {
    err.write(`${plain(`${target} is done already: ${earlier.files.join(', ')}`)}\n`);
  }
  return { name: target, code: EXIT.done, skipped: true };
}

function rangeOf({ start, end, step }: IdentifyOptions, { calls }: Wired) {
  const range = { ...(start !== undefined && { start }), ...(end !== undefined && { end }) };
  return { range, asking: { calls, ...(step !== undefined && { step }) } };
}
