import type { ExportResult } from '../app/export.js';
import type { Emit } from '../domain/events.js';
import { jsonText } from '../domain/text.js';
import type { Tracklist } from '../domain/tracklist.js';
import type { Cli } from './command.js';
import { EXIT, exitCodeOf, isAbort, worst } from './exit-codes.js';
import { shortPath } from './short-path.js';
import { explainError } from './terminal/errors.js';
import type { HeldReporter } from './terminal/held-reporter.js';
import type { Reporter } from './terminal/reporter.js';

/** What a command made, and what ended it early. */
export interface Made {
  tracklist: Tracklist;
  failure: unknown;
}

/** What differs between the commands that make a tracklist. */
export interface Delivery {
  write(tracklist: Tracklist, emit: Emit): Promise<ExportResult>;
  reporter: Pick<Reporter, 'emit' | 'warned'> & Partial<Pick<HeldReporter, 'told'>>;
  /** Whether the document goes to standard output; else what `print` puts there. */
  json: boolean;
  print?(tracklist: Tracklist): Promise<void>;
  /** What was made, for standard error. */
  summary(tracklist: Tracklist, about: WrittenFiles): Promise<string>;
  /** The exit code where there is no track in it. */
  nothing: number;
}

export interface WrittenFiles {
  /** Paths of the files, as the user would name them. */
  written: string[];
  /** Warnings that the user has seen already. */
  warned: ReadonlySet<string>;
}

/** Files first: what is on disk isn't lost when the terminal or the pipe goes away. Resolves to the exit code. */
export async function deliver(
  cli: Pick<Cli, 'terminal' | 'cwd'>,
  { tracklist, failure }: Made,
  to: Delivery,
): Promise<number> {
  const { out, err, verbosity, events } = cli.terminal;
  const codes: number[] = [];
  const complain = (error: unknown): void => {
    err.write(explainError(error, cli.terminal));
    codes.push(exitCodeOf(error));
  };
  const written = await to.write(tracklist, to.reporter.emit);
  await to.reporter.told?.();
  if (written.failure) complain(written.failure);
  // As it was written: with what people said of an earlier result.
  const result = written.tracklist;
  if (to.json) out.write(jsonText(result));
  else await to.print?.(result);
  if (verbosity >= 0 && !events) {
    const files = written.files.map((file) => shortPath(cli.cwd, file));
    err.write(await to.summary(result, { written: files, warned: to.reporter.warned }));
  }
  // Whoever pressed Ctrl-C knows; the summary has said how to go on.
  if (isAbort(failure)) codes.push(EXIT.interrupted);
  else if (failure) complain(failure);
  else if (!result.entries.some((e) => e.kind === 'track')) codes.push(to.nothing);
  return worst(codes);
}

export interface Printing {
  /** Where several follow one another, each has its name above it. */
  named: boolean;
  story: boolean;
  explain: boolean;
}

/** The tracklist as a table, with what was asked for below it. */
export async function printTracklist(
  { terminal }: Pick<Cli, 'terminal'>,
  tracklist: Tracklist,
  how: Printing,
): Promise<void> {
  const { out } = terminal;
  const { renderTracklist } = await import('./terminal/tracklist-table.js');
  if (how.named) out.write(`${out.style.bold(tracklist.source.name)}\n`);
  out.write(`${renderTracklist(tracklist, out)}\n`);
  if (tracklist.story && how.story) {
    const { renderStory } = await import('./terminal/enrichment.js');
    out.write(`${renderStory(tracklist.story, out)}\n`);
  }
  if (how.explain) {
    const { renderExplanation } = await import('./terminal/explain.js');
    out.write(`${renderExplanation(tracklist, out)}\n`);
  }
}
