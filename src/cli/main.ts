import { version } from '../version.js';
import { commands } from './commands/registry.js';
import { createCli } from './create-cli.js';
import { EXIT, exitCodeOf } from './exit-codes.js';
import { buildProgram, isUsageExit } from './program.js';
import { listenForSignals } from './signals.js';
import { createTerminal } from './terminal/create.js';

/** Parses the command line, runs one command, and turns whatever happens into text on stderr and an exit code. */
export async function main(argv: readonly string[] = process.argv.slice(2)): Promise<void> {
  const signals = listenForSignals(process);
  let terminal = createTerminal(process, {});
  let code: number = EXIT.done;
  const program = buildProgram(version, commands, async (module, command) => {
    const options = command.optsWithGlobals();
    terminal = createTerminal(process, options);
    const cli = createCli(process, terminal, signals.signal, options);
    code = await module.run!(cli, command.processedArgs, options);
  });
  try {
    await program.parseAsync([...argv], { from: 'user' });
  } catch (error) {
    if (isUsageExit(error)) code = error.exitCode === 0 ? EXIT.done : EXIT.usage;
    else {
      code = exitCodeOf(error);
      const { explainError } = await import('./terminal/errors.js');
      terminal.err.write(explainError(error, terminal));
    }
  } finally {
    signals.stop();
  }
  // Not process.exit(): what is still in a pipe must reach its reader.
  process.exitCode = code;
}
