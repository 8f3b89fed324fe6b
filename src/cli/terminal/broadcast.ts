import type { Emit, TracklistifyEvent } from '../../domain/events.js';
import { Board } from './board.js';
import { broadcastRow, gapRow } from './broadcast-row.js';
import { type Reporter, startReporter } from './reporter.js';
import type { OutputStream, Terminal } from './terminal.js';

export interface BroadcastOptions {
  /** False where the rows aren't wanted on standard output. */
  rows: boolean;
}

/** Shows a broadcast while it is followed: rows on standard output, everything else on standard error. */
export async function startBroadcast(terminal: Terminal, { rows }: BroadcastOptions): Promise<Reporter> {
  const { out, events, verbosity } = terminal;
  if (rows && out.interactive && !events && verbosity >= 0) return new Board(terminal);
  const reporter = await startReporter(terminal);
  if (!rows) return reporter;
  const emit: Emit = (event) => {
    reporter.emit(event);
    const row = settledRow(event, out);
    if (row !== null) out.write(`${row}\n`);
  };
  return { ...reporter, emit };
}

/** What is worth a line of its own in a file or a pipe. */
function settledRow(event: TracklistifyEvent, out: OutputStream): string | null {
  if (event.type === 'gap') return gapRow(event.mixTime, event.seconds, event.reason, out);
  if (event.type !== 'entry' || event.state === 'playing') return null;
  return broadcastRow(event.entry, out, event.state === 'corrected' ? 'corrected:' : '');
}
