import type { Emit } from '../domain/events.js';
import { serveReview } from '../wiring/review.js';
import type { Cli } from './command.js';
import { EXIT } from './exit-codes.js';
import { openBrowser } from './open-browser.js';
import { warnTo } from './terminal/warn.js';

/** Serves the page of one saved tracklist until it is closed, or the user has enough. */
export async function reviewSaved(
  cli: Cli,
  path: string,
  { port, open = true, archive }: { port: number; open?: boolean; archive?: boolean },
): Promise<number> {
  const settings = await cli.settings(archive === false ? { 'archive.enabled': false } : {});
  const { out, err, verbosity, events } = cli.terminal;
  const warn = warnTo(cli.terminal);
  const warned = new Set<string>();
  const emit: Emit = (event) => {
    // The file is read for every answer: what is wrong with it is said once.
    if (event.type !== 'warning' || warned.has(event.message)) return;
    warned.add(event.message);
    warn(event.message);
  };
  const served = await serveReview(cli, settings, { path, port }, emit);
  try {
    out.write(`${served.address}\n`);
    const say = (text: string): void => {
      if (verbosity >= 0 && !events) err.write(`${text}\n`);
    };
    if (open && !(await openBrowser(cli, served.address)))
      say('No browser could be opened: open that address in yours.');
    if (open) say('It ends when the page is closed, or by Ctrl-C. Whatever you change is kept at once.');
    await served.closed;
  } catch (error) {
    // That is how it is meant to end: everything is on the disk.
    if (!cli.signal.aborted) throw error;
  } finally {
    await served.close();
  }
  return EXIT.done;
}
