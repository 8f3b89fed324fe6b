import { jsonText, plain } from '../../domain/text.js';
import { defineCommand } from '../command.js';
import { EXIT } from '../exit-codes.js';

export const providers = defineCommand({
  name: 'providers',
  summary: 'Show what can identify and complete tracks: which are ready, and what each one lacks.',
  examples: [
    ['tracklistify providers', 'one paragraph each; no service is called'],
    ["tracklistify providers --json | jq -r '.[] | select(.ready).name'", 'the names of those that are ready'],
  ],
  define: (command) => {
    command.option('--json', 'print a JSON document');
  },
  shape: (of) => ({ args: of.tuple([]), options: of.object({ json: of.flag }) }),
  async run(cli, _args, { json }) {
    const { listProviders } = await import('../../wiring/providers.js');
    const listed = await listProviders(cli, await cli.settings());
    const { out } = cli.terminal;
    if (json) {
      out.write(jsonText(listed, 2));
      return EXIT.done;
    }
    for (const { name, title, does, ready, note } of listed) {
      const { green, yellow, bold } = out.style;
      const state = ready ? green('ready') : yellow('not ready');
      out.write(
        `${bold(title)} (${name}) ${does} ${does === 'keeps' ? 'playlists' : 'tracks'}: ${state}\n${note ? `  ${plain(note)}\n` : ''}`,
      );
    }
    return EXIT.done;
  },
});
