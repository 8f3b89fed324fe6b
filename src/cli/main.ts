import { UsageError } from '../domain/errors.js';
import { version } from '../version.js';
import { knowingSecretsOf } from '../wiring/redactor.js';
import type { Registry } from '../wiring/registry.js';
import { makeBugDesk } from './bug-desk.js';
import { commands } from './commands/registry.js';
import { refuseContradictions } from './contradictions.js';
import { createCli } from './create-cli.js';
import { EXIT, exitCodeOf } from './exit-codes.js';
import { buildProgram, isUsageExit, type RunCommand } from './program.js';
import { listenForSignals } from './signals.js';
import { createTerminal } from './terminal/create.js';
import { explainError } from './terminal/errors.js';
import type { Terminal } from './terminal/terminal.js';

/**
 * Parses the command line, runs one command, and turns whatever happens into text on stderr and an exit code. Whoever wants many runs in one
 * process hands in what each of them is to take for its own.
 */
export async function main(process: NodeJS.Process = globalThis.process): Promise<void> {
  const argv = process.argv.slice(2);
  const signals = listenForSignals(process);
  const redactor = knowingSecretsOf(process.env);
  const bugs = makeBugDesk({ env: process.env, argv, redactor });
  let terminal: Terminal = { ...createTerminal(process, {}), bugs };
  let code: number = EXIT.done;
  const run: RunCommand = async (module, command) => {
    const options = command.optsWithGlobals();
    terminal = { ...createTerminal(process, options), bugs };
    refuseContradictions(options);
    const cli = createCli(process, terminal, signals.signal, options, redactor);
    // Its own alone: those of all commands are in the terminal and the settings by now.
    code = await module.run!(cli, command.processedArgs, command.opts());
  };
  // With --events, events come even for a command line that couldn't be read to its end.
  const complain = (sentence: string): string =>
    explainError(new UsageError(sentence), { ...terminal, events: argv.includes('--events') });
  const program = buildProgram(version, commands, run, {
    complain,
    registry: await registryFor(argv),
    output: { writeOut: (text) => process.stdout.write(text), writeErr: (text) => process.stderr.write(text) },
  });
  const explain = (error: unknown): void => {
    code = exitCodeOf(error);
    terminal.err.write(explainError(error, terminal));
  };
  // Thrown where nobody waits for it, also after the end, when a disk refuses what was printed: the same as thrown anywhere.
  const uncaught = (error: unknown): void => {
    explain(error);
    process.exit(code);
  };
  process.on('uncaughtException', uncaught);
  try {
    await program.parseAsync(argv, { from: 'user' });
  } catch (error) {
    if (isUsageExit(error)) code = error.exitCode === 0 ? EXIT.done : EXIT.usage;
    else explain(error);
  } finally {
    signals.stop();
  }
  // Not process.exit(): what is still in a pipe must reach its reader.
  process.exitCode = code;
}

/** Only for a command that names providers, since loading them takes as long as the rest of the start. */
async function registryFor(argv: readonly string[]): Promise<Registry | undefined> {
  if (!commands.some(({ name, namesProviders }) => namesProviders && argv.includes(name))) return undefined;
  const { registryOf } = await import('../wiring/registry.js');
  return registryOf({});
}
