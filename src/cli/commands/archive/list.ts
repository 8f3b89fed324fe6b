import { jsonText } from '../../../domain/text.js';
import { defineCommand } from '../../command.js';
import { EXIT } from '../../exit-codes.js';
import { openMixes } from './open.js';

export const list = defineCommand({
  name: 'list',
  summary: 'Show the mixes that are kept, the latest first.',
  examples: [
    ['tracklistify archive list', 'each with its number, by which other commands know it'],
    ["tracklistify archive list --json | jq -r '.[] | select(.unknown > 3).name'", 'the names of some, for a script'],
  ],
  define: (command) => {
    command.option('--json', 'print a JSON array');
  },
  shape: (of) => ({ args: of.tuple([]), options: of.object({ json: of.flag }) }),
  async run(cli, _args, { json }) {
    const { archive, mixes } = await openMixes(cli);
    const { mixJson, mixTable } = await import('./mix-table.js');
    const { out } = cli.terminal;
    if (json) out.write(jsonText(mixes.all.map(mixJson), 2));
    else if (mixes.all.length > 0) out.write(mixTable(mixes.all, out));
    else if (cli.terminal.verbosity >= 0) {
      const { plain } = await import('../../terminal/terminal.js');
      cli.terminal.err.write(
        `Nothing is kept yet in ${plain(archive.folder)}: mixes come there when they are identified.\n`,
      );
    }
    return EXIT.done;
  },
});
