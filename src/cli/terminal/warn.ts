import { jsonLine } from './event-writer.js';
import { warningLine } from './summary.js';
import type { Terminal } from './terminal.js';

/** Tells of something while no reporter is at work. */
export const warnTo =
  ({ err, events, verbosity }: Terminal) =>
  (message: string): void => {
    if (events) err.write(jsonLine({ type: 'warning', message }));
    else if (verbosity >= 0) err.write(`${warningLine(message, err)}\n`);
  };
