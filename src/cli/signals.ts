import { WriteError } from '../domain/errors.js';
import { reasonIn } from '../domain/system-words.js';
import { EXIT } from './exit-codes.js';

class Interrupted extends Error {
  constructor(signal: string) {
    super(`Interrupted by ${signal}.`);
    // What everything that takes an AbortSignal expects.
    this.name = 'AbortError';
  }
}

/**
 * The first Ctrl-C, SIGTERM or SIGHUP (on Windows also Ctrl-Break; SIGHUP is its closed window) asks for an orderly end: what is
 * known is written. The second one ends at once.
 * A reader that goes away (`… | head -1`) is no error: what it no longer wants is dropped, the files are still written.
 */
export function listenForSignals(process: NodeJS.Process): { signal: AbortSignal; stop(): void } {
  const controller = new AbortController();
  const onSignal = (name: string): void => {
    if (controller.signal.aborted) process.exit(EXIT.interrupted);
    controller.abort(new Interrupted(name));
  };
  const names: NodeJS.Signals[] = ['SIGINT', 'SIGTERM', 'SIGHUP'];
  if (process.platform === 'win32') names.push('SIGBREAK');
  for (const name of names) process.on(name, onSignal);
  for (const [stream, name] of [
    [process.stdout, 'standard output'],
    [process.stderr, 'standard error'],
  ] as const) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EPIPE') return;
      throw new WriteError(`Can't write to ${name}: ${reasonIn(error)}. Send it to another place.`, { cause: error });
    });
  }
  return {
    signal: controller.signal,
    stop: () => {
      for (const name of names) process.off(name, onSignal);
    },
  };
}
