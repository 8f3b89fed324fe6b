import { UsageError } from '../../../domain/errors.js';
import { idLabel, trackLabel } from '../../../domain/track.js';
import { defineCommand } from '../../command.js';
import { changing, openIds, theId } from './open.js';

export const merge = defineCommand({
  name: 'merge',
  summary: 'Say that two IDs are the same: the one that is heard in more mixes stays for both.',
  examples: [
    ['tracklistify ids merge 417 502', 'of two that are heard as often, the lower number stays'],
    ['tracklistify ids merge 417 502 --json', 'what was done in each mix, for a script'],
  ],
  define: (command) => {
    command
      .argument('<id>', 'the number of one of them')
      .argument('<other>', 'and of the other')
      .option('--json', 'print a JSON array of what was done in each mix');
  },
  shape: (of) => ({ args: of.tuple([of.word, of.word]), options: of.object({ json: of.flag }) }),
  async run(cli, [first, second], { json = false }) {
    const opened = await openIds(cli);
    const [one, other] = [await theId(cli, opened, first), await theId(cli, opened, second)];
    const [{ mergeIds }, { sayEach }, { seenIds }, { readNumber }] = await Promise.all([
      import('../../../app/ids.js'),
      import('./said.js'),
      import('./sightings.js'),
      import('../../../domain/numbered.js'),
    ]);
    const [a, b] = [readNumber(first)!, readNumber(second)!];
    if (a === b) throw new UsageError(`${idLabel(a)} is one already: name two IDs.`);
    const run = await changing(cli, opened);
    const mixes = new Map(seenIds(opened.ids, opened.mixes.all).map((seen) => [seen.id.number, seen.mixes]));
    const [stays, goes] = [one, other].sort(
      (x, y) => (mixes.get(y.number) ?? 0) - (mixes.get(x.number) ?? 0) || x.number - y.number,
    ) as [typeof one, typeof other];
    const [kept, lost] = [stays.name, goes.name];
    if (kept && lost && trackLabel(kept) !== trackLabel(lost)) {
      throw new UsageError(
        `${idLabel(stays.number)} is ${trackLabel(kept)}, and ${idLabel(goes.number)} is ${trackLabel(lost)}. Take the wrong name back first, as in: tracklistify ids name ${goes.number} ID`,
      );
    }
    // Merged already, in a run that was interrupted: the number that went is the one that was typed.
    const from = stays.number === goes.number ? (a === stays.number ? b : a) : goes.number;
    if (cli.terminal.verbosity >= 0) {
      cli.terminal.err.write(
        `${idLabel(stays.number)} stands for both from now on, also where ${idLabel(from)} is said.\n`,
      );
    }
    return sayEach(cli, mergeIds(run, from, { number: stays.number, name: kept ?? lost ?? null }), {
      json,
      nothing: 'No mix that is kept has either of them.',
    });
  },
});
