import { TracklistifyError } from '../../domain/errors.js';
import { reasonIn } from '../../domain/system-words.js';
import { reportTo, version } from '../../version.js';
import { isAbort } from '../exit-codes.js';
import { jsonLine } from './event-writer.js';
import { plain, type Terminal } from './terminal.js';

/**
 * An error as people read it: what happened and what to do next; with `--verbose` what caused it. What isn't one of our
 * errors is a bug: what is needed to mend it goes into a file, or comes along where none can be written. Under `--events` it
 * is one more event.
 */
export function explainError(error: unknown, terminal: Terminal): string {
  const { style } = terminal.err;
  const isBug = !(error instanceof TracklistifyError || isAbort(error));
  const report = isBug ? (terminal.bugs?.file(error) ?? null) : null;
  const message = isBug ? (terminal.bugs?.redact(messageOf(error)) ?? messageOf(error)) : messageOf(error);
  if (terminal.events) return jsonLine({ type: 'error', code: codeOf(error), message, ...(report && { report }) });
  if (isAbort(error)) return `${plain(message)}\n`;
  const lines = [`${style.red.bold('error:')} ${plain(message)}`];
  if (isBug) lines.push(...bugSentences(error, report, terminal));
  else if (terminal.verbosity > 0) lines.push(...causes(error).map((line) => style.dim(line)));
  return `${lines.join('\n')}\n`;
}

function bugSentences(error: unknown, report: string | null, { bugs, verbosity }: Terminal): string[] {
  const where = reportTo ? ` Please send it to ${reportTo}.` : '';
  const shown = bugLines(error).map((line) => bugs?.redact(line) ?? line);
  if (report === null) {
    const here = `This is a bug in tracklistify ${version} (node ${process.version}, ${process.platform} ${process.arch}).`;
    return [`${here}${reportTo ? ` Please send these lines to ${reportTo}.` : ''}`, ...shown.slice(1)];
  }
  const there = `This is a bug in tracklistify ${version}, not your mistake. A report is in ${plain(report)}.${where}`;
  return verbosity > 0 ? [there, ...shown.slice(1)] : [there];
}

/** What went wrong, and where in the program. */
export function bugLines(error: unknown): string[] {
  const name = error instanceof Error && error.name !== 'Error' ? `${error.name}: ` : '';
  return [`${name}${plain(messageOf(error))}`, ...stackLines(error), ...causes(error)];
}

function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if ('syscall' in error) {
    const { path } = error as NodeJS.ErrnoException;
    return `The system refuses${path ? ` "${path}"` : ''}: ${reasonIn(error)}.`;
  }
  return error.message || error.name;
}

function codeOf(error: unknown): string {
  if (error instanceof TracklistifyError) return error.code;
  return isAbort(error) ? 'interrupted' : 'bug';
}

/** The message is said already; the rest of the stack tells where. */
function stackLines(error: unknown): string[] {
  if (!(error instanceof Error) || !error.stack) return [];
  return error.stack
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
    .map((line) => `  ${plain(line).trim()}`);
}

/** Deeper than this is a circle. */
const DEEPEST = 10;

function causes(error: unknown): string[] {
  const lines: string[] = [];
  let cause = error instanceof Error ? error.cause : undefined;
  for (let depth = 1; cause !== undefined && depth <= DEEPEST; depth++) {
    const name = cause instanceof Error && cause.name !== 'Error' ? `${cause.name}: ` : '';
    const code = cause instanceof Error && 'code' in cause && cause.code ? ` (${String(cause.code)})` : '';
    lines.push(`  because ${name}${plain(messageOf(cause))}${code}`);
    cause = cause instanceof Error ? cause.cause : undefined;
  }
  return lines;
}
