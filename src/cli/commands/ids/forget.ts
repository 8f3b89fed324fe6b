import { idLabel } from '../../../domain/track.js';
import { defineCommand } from '../../command.js';
import { EXIT } from '../../exit-codes.js';
import { changing, openIds, theId } from './open.js';

export const forget = defineCommand({
  name: 'forget',
  summary: 'Let an ID be recognised no more: a jingle, applause. Lists call it an unknown without a number again.',
  examples: [
    ['tracklistify ids forget 417', 'it is listed no more; a name that it has got stays in the lists'],
    ['tracklistify ids forget --undo 417', 'it is recognised again from now on'],
  ],
  define: (command) => {
    command
      .argument('<id>', 'its number: 417, or "ID 0417"')
      .option('--undo', 'let it be recognised again; mixes that are identified from now on have it')
      .option('--json', 'print a JSON array of what was done in each mix');
  },
  shape: (of) => ({ args: of.tuple([of.word]), options: of.object({ undo: of.flag, json: of.flag }) }),
  async run(cli, [named], { undo = false, json = false }) {
    const opened = await openIds(cli);
    const { number } = await theId(cli, opened, named, { forgotten: true });
    if (undo) {
      await opened.archive.ids.change(number, ({ forgotten: _, ...id }) => id);
      if (cli.terminal.verbosity >= 0) {
        cli.terminal.err.write(
          `${idLabel(number)} is recognised again: mixes that are identified from now on have it.\n`,
        );
      }
      return EXIT.done;
    }
    const [{ forgetId }, { sayEach }] = await Promise.all([import('../../../app/ids.js'), import('./said.js')]);
    return sayEach(cli, forgetId(await changing(cli, opened), number), {
      json,
      put: 'an unknown without a number from now on',
      nothing: `${idLabel(number)} is forgotten. No mix that is kept has it.`,
    });
  },
});
