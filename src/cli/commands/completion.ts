import { Argument } from 'commander';
import { defineCommand } from '../command.js';
import type { CompletedCommand } from '../completion/model.js';
import { EXIT } from '../exit-codes.js';

const SHELLS = ['bash', 'zsh', 'fish'] as const;

export const completionCommand = defineCommand({
  name: 'completion',
  summary: 'Print the script with which a shell completes commands, flags and values.',
  examples: [
    [
      "echo 'source <(tracklistify completion bash)' >> ~/.bashrc",
      'for bash; the same with zsh and ~/.zshrc, after compinit',
    ],
    ['tracklistify completion fish > ~/.config/fish/completions/tracklistify.fish', 'for fish'],
  ],
  define(command) {
    command.addArgument(new Argument('<shell>', 'the shell to complete in').choices(SHELLS));
  },
  shape: (of) => ({ args: of.tuple([of.oneOf(SHELLS)]), options: of.object({}) }),
  async run(cli, [shell]) {
    const { commands } = cli;
    const [{ buildProgram }, { completedCommands }, registry] = await Promise.all([
      import('../program.js'),
      import('../completion/model.js'),
      import('../../wiring/registry.js').then(({ registryOf }) => registryOf(cli)),
    ]);
    const defaultName = commands.find((module) => module.isDefault)?.name;
    const completed = completedCommands(
      buildProgram('', commands, async () => {}, { registry }),
      defaultName,
    );
    cli.terminal.out.write(await script(shell, completed, defaultName));
    return EXIT.done;
  },
});

async function script(
  shell: (typeof SHELLS)[number],
  completed: readonly CompletedCommand[],
  defaultName: string | undefined,
): Promise<string> {
  switch (shell) {
    case 'bash':
      return (await import('../completion/bash.js')).bashCompletion(completed);
    case 'zsh':
      return (await import('../completion/zsh.js')).zshCompletion(completed, defaultName);
    case 'fish':
      return (await import('../completion/fish.js')).fishCompletion(completed);
  }
}
