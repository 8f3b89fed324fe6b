import { resolve } from 'node:path';
import { jsonText } from '../../../domain/text.js';
import { defineCommand } from '../../command.js';
import { EXIT } from '../../exit-codes.js';
import { withLibrary } from './open.js';

export const list = defineCommand({
  name: 'list',
  summary: 'Show the tracks of the library, by artist and title.',
  examples: [
    ['tracklistify library list', 'all of them, as a table'],
    ['tracklistify library list --json ~/Music/2024 | jq -r .[].file', "one folder's, for a script"],
  ],
  define: (command) => {
    command
      .argument('[dir]', 'only what lies in this folder, or this file')
      .option('--of <dir>', 'the index that --library DIR made, instead of the library')
      .option('--mixes', 'only recordings of mixes, which are never an answer')
      .option('--json', 'print a JSON array');
  },
  shape: (of) => ({
    args: of.tuple([of.word.optional()]),
    options: of.object({ of: of.text, mixes: of.flag, json: of.flag }),
  }),
  run(cli, [folder], { of, mixes: onlyMixes, json }) {
    return withLibrary(cli, {}, async ({ library: own, limited, reporter }) => {
      const library = of === undefined ? own : (await limited.of(of)).library;
      const there = folder === undefined ? await library.list() : await library.inFolder(resolve(cli.cwd, folder));
      const mixes = new Set((await library.mixes()).map(({ id }) => id));
      const records = library.listed(onlyMixes ? there.filter(({ id }) => mixes.has(id)) : there);
      reporter.stop();
      const { out, err } = cli.terminal;
      const { trackJson, trackTable } = await import('./track-table.js');
      const asJson = records.map((record) => ({ ...trackJson(record), mix: mixes.has(record.id) }));
      if (json) out.write(jsonText(asJson, 2));
      else if (records.length > 0) out.write(trackTable(records, out));
      else if (onlyMixes) err.write('No recording there is taken for a mix.\n');
      else err.write("The library has no tracks there. 'tracklistify library add DIR' brings them in.\n");
      return EXIT.done;
    });
  },
});
