import { resolve } from 'node:path';
import { jsonText } from '../../../domain/text.js';
import { defineCommand } from '../../command.js';
import { EXIT } from '../../exit-codes.js';
import { figuresOf, type HeardFigures } from './heard-figures.js';
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
      // They are kept beside the index, and a disk may be read-only.
      const features = records.length > 0 ? await library.heard.features().catch(() => null) : null;
      const figures = features ? figuresOf(features, records) : new Map<string, HeardFigures>();
      reporter.stop();
      const { out, err } = cli.terminal;
      const { trackJson, trackTable } = await import('./track-table.js');
      const asJson = records.map((record) => {
        const heard = figures.get(record.id);
        return { ...trackJson(record), mix: mixes.has(record.id), ...(heard && { heard }) };
      });
      if (json) out.write(jsonText(asJson, 2));
      else if (records.length > 0) out.write(trackTable(records, out, figures));
      else if (onlyMixes) err.write('No recording there is taken for a mix.\n');
      else err.write("The library has no tracks there. 'tracklistify library add DIR' brings them in.\n");
      return EXIT.done;
    });
  },
});
