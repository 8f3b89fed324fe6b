import type { LoadedSettings } from '../config/load.js';
import type { Terminal } from './terminal/terminal.js';

/** One line about what a `.env` in the working directory said in vain, with the way to make it count. */
export async function sayIgnored(
  loaded: Pick<LoadedSettings, 'ignored' | 'unusable'>,
  terminal: Terminal,
): Promise<void> {
  if (loaded.ignored.length === 0 || (terminal.verbosity < 0 && !terminal.events)) return;
  const [{ ignoredWords }, { warnTo }] = await Promise.all([
    import('../wiring/ignored.js'),
    import('./terminal/warn.js'),
  ]);
  warnTo(terminal)(ignoredWords(loaded, '--env-file .env')!);
}
