import { Command, CommanderError, Option } from 'commander';
import type { CommandModule } from './command.js';

export type RunCommand = (module: CommandModule, command: Command) => Promise<void>;

/** Flags that every command understands, before or after its name. */
function addGlobalOptions(program: Command): void {
  program
    .addOption(new Option('-q, --quiet', 'say nothing but results and errors'))
    .addOption(new Option('-v, --verbose', 'say more: what is tried, and the causes of errors'))
    .addOption(new Option('--events', 'report progress as lines of JSON on standard error'))
    .addOption(new Option('--no-color', 'no colours (NO_COLOR does the same)'))
    .addOption(new Option('--config <file>', 'read settings from this file'))
    .addOption(new Option('--ffmpeg <path>', 'the ffmpeg program to use'))
    .addOption(new Option('--library-path <dir>', "folder of the library's index"));
}

/** The whole command tree, without running anything: completion and help are made from it too. */
export function buildProgram(version: string, modules: readonly CommandModule[], run: RunCommand): Command {
  const program = new Command('tracklistify')
    .description('Turns a DJ mix into a timed, trustworthy tracklist.')
    .version(version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'show help')
    .showHelpAfterError('(tracklistify --help lists what there is)')
    .configureHelp({ showGlobalOptions: true, sortSubcommands: false })
    .exitOverride();
  addGlobalOptions(program);
  for (const module of modules) addCommand(program, module, run);
  return program;
}

function addCommand(parent: Command, module: CommandModule, run: RunCommand): void {
  const command = parent
    .command(module.name, { isDefault: module.isDefault ?? false })
    .description(module.summary)
    .helpOption('-h, --help', 'show help')
    .exitOverride();
  module.define(command);
  command.addHelpText('after', `\nExamples:\n${examples(module)}`);
  for (const sub of module.subcommands ?? []) addCommand(command, sub, run);
  if (module.run) command.action(() => run(module, command));
}

function examples(module: CommandModule): string {
  return module.examples.map(([line, effect]) => `  $ ${line}\n      ${effect}`).join('\n');
}

/** Commander leaves by throwing; its help and version are no failures, everything else is wrong usage. */
export function isUsageExit(error: unknown): error is CommanderError {
  return error instanceof CommanderError;
}
