import { jsonText } from '../../../domain/text.js';
import { defineCommand } from '../../command.js';
import { EXIT } from '../../exit-codes.js';
import { withLibrary } from './open.js';

export const search = defineCommand({
  name: 'search',
  summary: 'Find tracks by words in any of their fields, best first; typing errors are forgiven.',
  examples: [
    ['tracklistify library search daft punk', 'tracks that have both words somewhere'],
    ['tracklistify library search --json extended 1998 | jq -r .[0].file', 'the file that fits best'],
  ],
  define: (command) => {
    command.argument('<word...>', 'all of these, in any field').option('--json', 'print a JSON array');
  },
  shape: (of) => ({ args: of.tuple([of.words]), options: of.object({ json: of.flag }) }),
  run(cli, [words], { json }) {
    return withLibrary(cli, {}, async ({ library, reporter }) => {
      const records = await library.search(words.join(' '));
      reporter.stop();
      const { out, err } = cli.terminal;
      const { trackJson, trackTable } = await import('./track-table.js');
      if (json) out.write(jsonText(records.map(trackJson), 2));
      else if (records.length > 0) out.write(trackTable(records, out));
      else if (cli.terminal.verbosity >= 0) err.write('No track has all of these words.\n');
      return records.length > 0 ? EXIT.done : EXIT.nothing;
    });
  },
});
