import { LibraryError } from '../../../domain/errors.js';
import { jsonText } from '../../../domain/text.js';
import { defineCommand } from '../../command.js';
import { EXIT } from '../../exit-codes.js';
import { openMixes, theOne } from './open.js';

export const show = defineCommand({
  name: 'show',
  summary: 'Show the tracklist of a mix that is kept.',
  examples: [
    ['tracklistify archive show mix.mp3', 'by the mix, or by words of its name'],
    ['tracklistify archive show 3fa1 --json > mix.json', 'by its number; the document as it was written'],
  ],
  define: (command) => {
    command
      .argument('<mix>', 'its number, its file, a tracklist of it, or words of its name')
      .option('--json', 'print the document')
      .option('--explain', 'show for each entry why it says what it says');
  },
  shape: (of) => ({ args: of.tuple([of.word]), options: of.object({ json: of.flag, explain: of.flag }) }),
  async run(cli, [named], { json, explain = false }) {
    const opened = await openMixes(cli);
    const { id, name } = await theOne(cli, opened, named);
    const kept = await opened.archive.get(id);
    if (!kept) throw new LibraryError(`What is kept of "${name}" can't be read any more. Identify it again.`);
    if (json) cli.terminal.out.write(jsonText(kept.tracklist));
    else {
      const { printTracklist } = await import('../../deliver.js');
      await printTracklist(cli, kept.tracklist, { named: true, story: true, explain });
    }
    return EXIT.done;
  },
});
