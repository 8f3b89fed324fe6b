import type { ExportResult } from '../app/export.js';
import type { Identified } from '../app/identify.js';
import type { Emit } from '../domain/events.js';
import { jsonText } from '../domain/text.js';
import type { Tracklist } from '../domain/tracklist.js';
import type { Cli } from './command.js';
import { EXIT, exitCodeOf, isAbort, worst } from './exit-codes.js';
import { shortPath } from './short-path.js';
import { explainError } from './terminal/errors.js';
import type { HeldReporter } from './terminal/held-reporter.js';

export interface Delivery {
  write(tracklist: Tracklist, emit: Emit): Promise<ExportResult>;
  reporter: HeldReporter;
  json: boolean;
  explain: boolean;
  /** Whether each result needs its name above it. */
  several: boolean;
}

/** Files first: what is on disk isn't lost when the terminal or the pipe goes away. Resolves to the exit code. */
export async function deliver(cli: Cli, { tracklist, failure }: Identified, to: Delivery): Promise<number> {
  const { out, err, verbosity } = cli.terminal;
  const codes: number[] = [];
  const written = await to.write(tracklist, to.reporter.emit);
  await to.reporter.told();
  if (written.failure) {
    err.write(explainError(written.failure, cli.terminal));
    codes.push(exitCodeOf(written.failure));
  }
  // As it was written: with what people said of an earlier result.
  const result = written.tracklist;
  if (to.json) out.write(jsonText(result));
  else await show(cli, result, to);
  if (verbosity >= 0 && !cli.terminal.events) {
    const { renderSummary } = await import('./terminal/summary.js');
    const files = written.files.map((file) => shortPath(cli.cwd, file));
    err.write(renderSummary(result, err, { written: files, warned: to.reporter.warned }));
  }
  if (failure) {
    if (!isAbort(failure)) err.write(explainError(failure, cli.terminal));
    codes.push(isAbort(failure) ? EXIT.interrupted : exitCodeOf(failure));
  } else if (!result.entries.some((e) => e.kind === 'track')) codes.push(EXIT.nothing);
  return worst(codes);
}

async function show(cli: Cli, tracklist: Tracklist, { several, explain }: Delivery): Promise<void> {
  const { out } = cli.terminal;
  const { renderTracklist } = await import('./terminal/tracklist-table.js');
  if (several) out.write(`${out.style.bold(tracklist.source.name)}\n`);
  out.write(`${renderTracklist(tracklist, out)}\n`);
  if (tracklist.story) {
    const { renderStory } = await import('./terminal/enrichment.js');
    out.write(`${renderStory(tracklist.story, out)}\n`);
  }
  if (explain) {
    const { renderExplanation } = await import('./terminal/explain.js');
    out.write(`${renderExplanation(tracklist, out)}\n`);
  }
}
