import { SourceError } from '../domain/errors.js';
import { called } from '../domain/heading.js';
import type { EnrichStep } from '../domain/ports/enrich.js';
import type { AudioSource } from '../domain/ports/source.js';
import { reasonIn } from '../domain/system-words.js';
import { jsonText } from '../domain/text.js';
import type { Tracklist } from '../domain/tracklist.js';
import { version } from '../version.js';
import type { WiredEnrich } from '../wiring/enrich.js';
import type { Hall } from '../wiring/hall.js';
import { readSaved, type Saved, unchanged } from '../wiring/saved-tracklist.js';
import type { Cli } from './command.js';
import { deliver, printTracklist } from './deliver.js';
import { type EnrichOptions, settingsFlags } from './enrich-options.js';
import { EXIT, exitCodeOf, isAbort, worst } from './exit-codes.js';
import { showComparisons } from './show-comparisons.js';
import { explainError } from './terminal/errors.js';
import { type Reporter, startReporter } from './terminal/reporter.js';
import { warnTo } from './terminal/warn.js';

/** Enriches every tracklist in turn, writes and prints each result, and resolves to the worst one's exit code. */
export async function enrichTracklists(cli: Cli, paths: string[], options: EnrichOptions): Promise<number> {
  const hall = await cli.hall(settingsFlags(options));
  const codes: number[] = [];
  const report = (error: unknown): void => {
    codes.push(exitCodeOf(error));
    cli.terminal.err.write(explainError(error, cli.terminal));
  };
  // What can't be read is reported before anything is asked or paid.
  const saved: Saved[] = [];
  const known = new Set<string>();
  for (const path of paths) {
    try {
      saved.push(...(await readSaved(path, cli, known, warnTo(cli.terminal))));
    } catch (error) {
      if (isAbort(error)) throw error;
      report(error);
    }
  }
  if (saved.length === 0) return worst(codes);
  const [{ wireEnrich }, { loadExporters }] = await Promise.all([
    import('../wiring/enrich.js'),
    import('../wiring/results.js'),
  ]);
  const exporters = options.files === false ? [] : await loadExporters(hall.settings.output);
  const reporter = await startReporter(cli.terminal);
  let wired: WiredEnrich | undefined;
  try {
    wired = await wireEnrich(hall, options, reporter.emit);
    reporter.stop();
    if (options.dryRun) return worst([...codes, await showPlan(cli, saved, wired, options)]);
    for (const one of await throughBatch(cli, saved, wired, report)) {
      try {
        codes.push(await enrichOne(cli, hall, one, wired, exporters, options));
      } catch (error) {
        if (saved.length === 1 && codes.length === 0) throw error;
        report(error);
      }
      if (cli.signal.aborted) break;
    }
    await showComparisons(cli, wired.comparisons);
    return worst(codes);
  } finally {
    reporter.stop();
    wired?.close();
    await hall.close();
  }
}

/** With `--batch`: those whose answers are there. Of the others it is said since when they are awaited, or why they aren't. */
async function throughBatch(
  cli: Cli,
  saved: Saved[],
  wired: WiredEnrich,
  report: (error: unknown) => void,
): Promise<Saved[]> {
  if (!wired.desk) return saved;
  const [{ exchangeBatch }, { renderWaiting }] = await Promise.all([
    import('../app/enrich.js'),
    import('./terminal/enrichment.js'),
  ]);
  const reporter = await startReporter(cli.terminal);
  const context = { signal: cli.signal, emit: reporter.emit };
  const lists = saved.map(({ tracklist }) => tracklist.entries);
  const { states, failure, stats } = await exchangeBatch(wired.desk, lists, context, Date.now).finally(reporter.stop);
  const { err, events, verbosity } = cli.terminal;
  const waiting = states.map((state, i) => ({ ...state, name: saved[i]!.name })).filter((state) => state.waiting > 0);
  if (!events && verbosity >= 0) err.write(renderWaiting(waiting, stats, err));
  const ready = saved.filter((_, i) => states[i]?.waiting === 0 && states[i]?.left === 0);
  // Where everything is known, it is work of other tracklists that couldn't be collected.
  if (failure && ready.length < saved.length) report(failure);
  else if (failure) warnTo(cli.terminal)(reasonIn(failure));
  return ready;
}

async function showPlan(cli: Cli, saved: Saved[], wired: WiredEnrich, options: EnrichOptions): Promise<number> {
  const [{ planEnrich, planLookUps }, { renderEnrichPlan }] = await Promise.all([
    import('../app/enrich.js'),
    import('./terminal/enrichment.js'),
  ]);
  const { out } = cli.terminal;
  for (const { tracklist, name } of saved) {
    const listen = wired.listens && tracklist.source.location !== '';
    const steps: EnrichStep[] = await planEnrich({
      entries: tracklist.entries,
      enrichers: wired.enrichers,
      narrators: options.describe ? wired.narrators : [],
      listen,
    });
    const lookUps = planLookUps(tracklist.entries, wired.resolvers);
    out.write(
      options.json ? jsonText({ source: name, steps, lookUps }) : renderEnrichPlan(name, { steps, lookUps }, out),
    );
  }
  return EXIT.done;
}

async function enrichOne(
  cli: Cli,
  hall: Hall,
  saved: Saved,
  wired: WiredEnrich,
  exporters: Parameters<typeof import('../app/export.js').exportTracklist>[0]['exporters'],
  options: EnrichOptions,
): Promise<number> {
  const reporter = await startReporter(cli.terminal);
  const { tracklist } = saved;
  let source: AudioSource | null = null;
  try {
    source = await openMix(tracklist, wired, reporter);
    const { enrich } = await import('../app/enrich.js');
    const enriched = await enrich(
      {
        tracklist: called(tracklist, options),
        source,
        resolvers: wired.resolvers,
        enrichers: wired.enrichers,
        narrators: options.describe ? wired.narrators : [],
        tool: { name: 'tracklistify', version },
        now: Date.now,
      },
      { signal: cli.signal, emit: reporter.emit },
    );
    reporter.stop();
    const [{ exportTracklist }, { knowingOf }] = await Promise.all([
      import('../app/export.js'),
      import('../wiring/knowing.js'),
    ]);
    const { outputs } = wired;
    const about = { name: saved.name, source: saved.source, ...(await unchanged(saved)) };
    const run = { ...about, exporters, outputs, onExist: wired.onExist, ...knowingOf(cli, hall.settings) };
    const printing = { named: false, story: options.describe ?? false, explain: options.explain ?? false };
    return await deliver(cli, enriched, {
      write: async (made, emit) =>
        exporters.length > 0
          ? exportTracklist({ ...run, tracklist: made }, { emit })
          : { files: [], failure: null, tracklist: made },
      reporter,
      json: options.json ?? false,
      print: (made) => printTracklist(cli, made, printing),
      summary: async (made, about) => {
        const { renderEnrichSummary } = await import('./terminal/enrichment.js');
        return renderEnrichSummary(made, enriched.stats, cli.terminal.err, about);
      },
      // It had none before: that isn't the models' failure.
      nothing: EXIT.done,
    });
  } finally {
    reporter.stop();
    await source?.close();
  }
}

/** The mix is needed for listening only: without it, names are judged all the same. */
async function openMix(tracklist: Tracklist, wired: WiredEnrich, reporter: Reporter): Promise<AudioSource | null> {
  const { source, entries } = tracklist;
  if (!wired.listens || entries.length === 0) return null;
  try {
    if (source.location === '') throw new SourceError('it came from standard input, and is gone.');
    return await wired.openMix(tracklist);
  } catch (error) {
    if (isAbort(error)) throw error;
    const reason = reasonIn(error);
    reporter.emit({ type: 'warning', message: `The mix can't be listened to: ${reason}` });
    return null;
  }
}
