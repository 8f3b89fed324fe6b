import { Command, CommanderError, Help, Option, type OutputConfiguration } from 'commander';
import type { Registry } from '../wiring/registry.js';
import type { CommandModule } from './command.js';
import { examplesOf, overview } from './overview.js';
import { usageSentence } from './usage.js';

/** How a mistake on the command line is shown. */
export type Complain = (sentence: string) => string;
export type RunCommand = (module: CommandModule, command: Command) => Promise<void>;

export interface ProgramOptions {
  complain?: Complain;
  /** Of the providers, for the commands that name them. */
  registry?: Registry | undefined;
  /** Where help and complaints go, where that isn't the process's own. */
  output?: OutputConfiguration;
}

/** Flags that every command understands, before or after its name. */
function addGlobalOptions(program: Command): void {
  program
    .addOption(new Option('-q, --quiet', 'say nothing but results and errors'))
    .addOption(new Option('-v, --verbose', 'say more: what is tried, and the causes of errors'))
    .addOption(new Option('--events', 'report progress as lines of JSON on standard error'))
    .addOption(new Option('--no-color', 'no colours (NO_COLOR does the same)'))
    .addOption(new Option('--config <file>', 'read settings from this file'))
    .addOption(
      new Option(
        '--env-file <file>',
        'read variables from this file and trust them all; of a .env in this folder only keys count',
      ),
    )
    .addOption(new Option('--ffmpeg <path>', 'the ffmpeg program to use'))
    .addOption(new Option('--library-path <dir>', "folder of the library's index"));
}

/** The whole command tree, without running anything: completion and help are made from it too. */
export function buildProgram(
  version: string,
  modules: readonly CommandModule[],
  run: RunCommand,
  { complain = (sentence) => `error: ${sentence}\n`, registry, output = {} }: ProgramOptions = {},
): Command {
  const main = modules.find((module) => module.isDefault);
  const program = new Command('tracklistify')
    .description('Turns a DJ mix into a timed, trustworthy tracklist.')
    .version(version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'show help')
    .configureOutput({ ...output, outputError: (text, write) => write(complain(usageSentence(text, 'tracklistify'))) })
    .helpCommand('help [command]', 'Show the help of a command.')
    .configureHelp({
      showGlobalOptions: true,
      // Else nothing is wrapped on a narrow terminal, and words are broken anywhere.
      minWidthToWrap: 20,
      sortSubcommands: false,
      formatHelp: (command, help) =>
        command.parent ? Help.prototype.formatHelp.call(help, command, help) : overview(command, main, help),
    })
    .exitOverride();
  program.addHelpText('before', ({ error }) => (error ? complain('There is no command of that name.') : ''));
  addGlobalOptions(program);
  for (const module of modules) addCommand(program, module, { run, complain, registry }, program.name());
  return program;
}

function addCommand(
  parent: Command,
  module: CommandModule,
  ways: { run: RunCommand; complain: Complain; registry: Registry | undefined },
  parentPath: string,
): void {
  const { run, complain, registry } = ways;
  const path = `${parentPath} ${module.name}`;
  const command = parent
    .command(module.name, { isDefault: module.isDefault ?? false })
    .description(module.summary)
    .helpOption('-h, --help', 'show help')
    .configureOutput({ outputError: (text, write) => write(complain(usageSentence(text, path))) })
    .exitOverride();
  module.define?.(command, registry);
  command.addHelpText('after', () => `\n${examplesOf(module, command.createHelp(), outputWidth(command)).join('\n')}`);
  if (!module.run) {
    command.addHelpText('before', ({ error }) => (error ? complain(`"${path}" needs one of the commands below.`) : ''));
  }
  for (const sub of subcommandsOf(module, registry)) addCommand(command, sub, ways, path);
  if (module.run) command.action(() => run(module, command));
}

function subcommandsOf({ subcommands = [] }: CommandModule, registry: Registry | undefined): readonly CommandModule[] {
  if (typeof subcommands !== 'function') return subcommands;
  return registry ? subcommands(registry) : [];
}

/** Undefined where it isn't a terminal. */
const outputWidth = (command: Command): number | undefined => command.configureOutput().getOutHelpWidth?.();

/** Commander leaves by throwing; help and version aren't failures, everything else is wrong usage. */
export function isUsageExit(error: unknown): error is CommanderError {
  return error instanceof CommanderError;
}
