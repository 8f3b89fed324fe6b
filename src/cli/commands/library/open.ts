import { Closing } from '../../../domain/closing.js';
import { UsageError } from '../../../domain/errors.js';
import type { Context } from '../../../domain/ports/context.js';
import type { AddTools } from '../../../library/add-tools.js';
import type { From } from '../../../library/from/bring-all.js';
import type { SubmitTools } from '../../../library/handing-on.js';
import type { Library } from '../../../library/library.js';
import type { LimitedIndex } from '../../../library/limited.js';
import type { NameTools } from '../../../library/naming.js';
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
  /** What names files by their sound: a service, and what it needs. */
  naming(service: string): Promise<NameTools>;
  /** Collections of DJ programs, opened; null where none is named. */
  collections(named: readonly string[], maps: readonly string[], failed: From['failed']): Promise<From | null>;
  /** What takes recordings. */
  submitting: { tools(service: string): Promise<SubmitTools>; title(service: string): Promise<string> };
  /** The indexes of what runs were limited to by `--library`. */
  limited: {
    all(): Promise<Limited[]>;
    of(named: string): Promise<Limited>;
    forget(limited: Limited): Promise<void>;
    /** Deletes those of what has long been gone; says of what. */
    sweep(): Promise<string[]>;
  };
}

interface Limited {
  about: LimitedIndex;
  library: Library;
}

/** Opens the library for one run of a subcommand, and closes everything afterwards. */
export async function withLibrary<T>(
  cli: Cli,
  flags: Record<string, unknown>,
  run: (opened: Opened) => Promise<T>,
): Promise<T> {
  const settings = await cli.settings(flags);
  const [wiring, { startReporter }] = await Promise.all([
    import('../../../wiring/library.js'),
    import('../../terminal/reporter.js'),
  ]);
  const reporter = await startReporter(cli.terminal);
  const closing = new Closing();
  try {
    const library = await wiring.openLibrary(cli, settings, reporter.emit);
    const tools = () => wiring.makeAddTools(cli, settings, closing);
    const limited: Opened['limited'] = {
      all: () => wiring.limitedLibraries(cli, settings),
      async of(named) {
        const found = await wiring.limitedTo(named, cli, settings);
        if (found) return found;
        throw new UsageError(
          `Nothing was indexed by --library "${named}". 'tracklistify library stats' names what was.`,
        );
      },
      forget: ({ about }) => wiring.forgetLimited(about),
      sweep: () => wiring.sweepLimited(cli, settings),
    };
    const hall = async () => {
      const opened = await cli.hall(flags);
      closing.add(opened.close);
      closing.add(opened.tell(reporter.emit));
      return opened;
    };
    const naming = async (service: string) =>
      (await import('../../../wiring/naming.js')).makeNameTools(await hall(), service);
    const submitting: Opened['submitting'] = {
      tools: async (service) => (await import('../../../wiring/naming.js')).makeSubmitTools(await hall(), service),
      title: async (service) => (await (await import('../../../wiring/naming.js')).submitterNamed(cli, service)).title,
    };
    const context = { signal: cli.signal, emit: reporter.emit };
    const collections: Opened['collections'] = async (named, maps, failed) => {
      if (named.length === 0) return null;
      const { collectionsFrom } = await import('../../../wiring/collections.js');
      return collectionsFrom(cli, named, maps, context, failed);
    };
    return await run({ library, context, reporter, tools, naming, collections, submitting, limited });
  } finally {
    reporter.stop();
    await closing.close();
  }
}
