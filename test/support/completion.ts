import { Argument, Option } from 'commander';
import type { CommandModule } from '../../src/cli/command.js';
import { type CompletedCommand, completedCommands } from '../../src/cli/completion/model.js';
import { ListOption } from '../../src/cli/options.js';
import { buildProgram } from '../../src/cli/program.js';

const command = (name: string, more: Partial<CommandModule> = {}): CommandModule => ({
  name,
  summary: `It's [what] ${name} does: "this" $HOME \`x\` \\n`,
  examples: [],
  define: () => {},
  ...more,
});

/** A program with one of everything that completion must know how to offer. */
const modules: CommandModule[] = [
  command('identify', {
    isDefault: true,
    define: (c) =>
      c
        .argument('<source...>', 'files')
        .addOption(new ListOption('-f, --format <names>', "it's [a] list: of formats", ['json', 'cue', 'csv']))
        .addOption(new Option('--mode <mode>').choices(['fast', 'slow']))
        .option('--count <number>', 'a number')
        .option('-o, --output <dir>', 'a folder'),
  }),
  command('library', {
    subcommands: [
      command('add', { define: (c) => c.argument('<dir...>').option('--jobs-at-once <n>') }),
      command('list', { define: (c) => c.option('--json', 'as JSON') }),
    ],
  }),
  command('pick', { define: (c) => c.addArgument(new Argument('<shell>').choices(['red', 'green'])) }),
];

export const sampleCommands: CompletedCommand[] = completedCommands(
  buildProgram('1.0.0', modules, async () => {}),
  'identify',
);
export const sampleDefault = 'identify';
