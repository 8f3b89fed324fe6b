import type { Settings } from '../../../config/schema.js';
import type { Context } from '../../../domain/ports.js';
import type { AddTools, Library } from '../../../library/library.js';
import type { Cli } from '../../command.js';
import type { Reporter } from '../../terminal/reporter.js';

/** The library as a subcommand works on it. */
export interface Opened {
  library: Library;
  context: Context;
  /** What tells the user of progress and warnings; to be stopped before results are printed. */
  reporter: Reporter;
  /** Decoder and worker threads, made when they are first asked for and closed with the rest. */
  tools(): Promise<AddTools>;
}

/** Opens the library for one run of a subcommand, and closes everything afterwards. */
export async function withLibrary<T>(
  cli: Cli,
  flags: Record<string, unknown>,
  run: (opened: Opened) => Promise<T>,
): Promise<T> {
  const settings = await cli.settings(flags);
  const [wiring, { startReporter }] = await Promise.all([
    import('../../wiring.js'),
    import('../../terminal/reporter.js'),
  ]);
  const reporter = await startReporter(cli.terminal);
  const closing: Array<() => Promise<void>> = [];
  try {
    const library = await wiring.openLibrary(cli, settings, reporter.emit);
    const tools = () => makeTools(wiring, cli, settings, closing);
    return await run({ library, context: { signal: cli.signal, emit: reporter.emit }, reporter, tools });
  } finally {
    reporter.stop();
    for (const close of closing) await close();
  }
}

async function makeTools(
  wiring: typeof import('../../wiring.js'),
  cli: Cli,
  settings: Settings,
  closing: Array<() => Promise<void>>,
): Promise<AddTools> {
  const openAudio = await wiring.makeOpenAudio(cli, settings);
  const [workshop, tags] = await Promise.all([wiring.makeWorkshop(settings), wiring.makeTagReader()]);
  closing.push(() => workshop.close());
  closing.push(() => tags.close());
  return { openAudio, workshop, tags };
}
