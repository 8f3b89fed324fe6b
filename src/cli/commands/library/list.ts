import { resolve } from 'node:path';
import type { CommandModule } from '../../command.js';
import { EXIT } from '../../exit-codes.js';
import { withLibrary } from './open.js';

export const list: CommandModule = {
  name: 'list',
  summary: 'Show the tracks of the library, by artist and title.',
  examples: [
    ['tracklistify library list', 'all of them, as a table'],
    ['tracklistify library list --json ~/Music/2024 | jq -r .[].file', "one folder's, for a script"],
  ],
  define: (command) => {
    command.argument('[dir]', 'only what lies in this folder, or this file').option('--json', 'print a JSON array');
  },
  run(cli, args, options) {
    return withLibrary(cli, {}, async ({ library, reporter }) => {
      const folder = args[0] as string | undefined;
      const records = folder === undefined ? await library.list() : await library.inFolder(resolve(cli.cwd, folder));
      reporter.stop();
      const { out, err } = cli.terminal;
      const { trackJson, trackTable } = await import('./track-table.js');
      if (options['json']) out.write(`${JSON.stringify(records.map(trackJson), null, 2)}\n`);
      else if (records.length > 0) out.write(trackTable(records, out));
      else err.write("The library has no tracks there. 'tracklistify library add DIR' brings them in.\n");
      return EXIT.done;
    });
  },
};
