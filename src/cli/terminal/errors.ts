import { TracklistifyError } from '../../domain/errors.js';
import { version } from '../../version.js';
import { isAbort } from '../exit-codes.js';
import { jsonLine } from './event-writer.js';
import { plain, type Terminal } from './terminal.js';

/**
 * An error as people read it: what happened and what to do next; with `--verbose` what caused it. What isn't one of our
 * errors is a bug, and comes with all that a report needs. Under `--events` it is one more event.
 */
export function explainError(error: unknown, terminal: Terminal): string {
  const { style } = terminal.err;
  if (terminal.events) return jsonLine({ type: 'error', code: codeOf(error), message: messageOf(error) });
  if (isAbort(error)) return `${plain(messageOf(error))}\n`;
  const lines = [`${style.red.bold('error:')} ${plain(messageOf(error))}`];
  if (error instanceof TracklistifyError) {
    if (terminal.verbosity > 0) lines.push(...causes(error).map((line) => style.dim(line)));
  } else {
    lines.push(
      `This is a bug in tracklistify ${version}. Please report it with the lines below (npm bugs tracklistify).`,
      `  node ${process.version}, ${process.platform} ${process.arch}`,
      ...stackLines(error),
      ...causes(error),
    );
  }
  return `${lines.join('\n')}\n`;
}

function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
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
