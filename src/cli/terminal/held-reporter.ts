import type { TracklistifyEvent } from '../../domain/events.js';
import { type Reporter, startReporter } from './reporter.js';
import type { Terminal } from './terminal.js';

/** Of these only the latest says anything: they come by the thousand. */
const PASSING: ReadonlySet<TracklistifyEvent['type']> = new Set(['position', 'count', 'fetched']);

export interface HeldReporter extends Reporter {
  /** Resolves when it is this one's turn and all that was held back has been shown. */
  told(): Promise<void>;
}

/** A reporter that keeps what it is told to itself until its turn comes: several sources, one terminal, in order. */
export function heldReporter(terminal: Terminal, turn: Promise<void>): HeldReporter {
  const held: TracklistifyEvent[] = [];
  let real: Reporter | null = null;
  let stopped = false;
  const starting = turn.then(async () => {
    const reporter = await startReporter(terminal);
    if (stopped) reporter.stop();
    for (const event of held.splice(0)) reporter.emit(event);
    real = reporter;
  });
  return {
    told: () => starting,
    emit(event) {
      if (real) return real.emit(event);
      if (PASSING.has(event.type)) {
        const before = held.findIndex(({ type }) => type === event.type);
        if (before >= 0) held.splice(before, 1);
      }
      held.push(event);
    },
    stop() {
      stopped = true;
      real?.stop();
    },
    get warned() {
      return real?.warned ?? new Set<string>();
    },
  };
}
