import type { MixSummary } from '../../../archive/summary.js';
import { defineCommand } from '../../command.js';
import { EXIT } from '../../exit-codes.js';
import { openMixes, selected, theOne } from './open.js';

export const remove = defineCommand({
  name: 'remove',
  summary: 'Take mixes out of the archive, with what you said of them there. Their files stay.',
  examples: [
    ['tracklistify archive remove 3fa1', 'one mix, by its number'],
    ['tracklistify archive remove --all-of "warehouse 2019" --dry-run', 'what these words find; nothing is removed'],
  ],
  define: (command) => {
    command
      .argument('<mix...>', 'numbers, files, tracklists, or words of a name')
      .option('--all-of', 'all that each of these names, where it may be several')
      .option('--dry-run', 'only show what would be removed');
  },
  shape: (of) => ({ args: of.tuple([of.words]), options: of.object({ allOf: of.flag, dryRun: of.flag }) }),
  async run(cli, [named], { allOf = false, dryRun = false }) {
    const opened = await openMixes(cli);
    const chosen = new Map<string, MixSummary>();
    const damaged = named.filter((text) => opened.mixes.damaged.includes(text));
    for (const text of named.filter((one) => !damaged.includes(one))) {
      const found = allOf ? await selected(cli, opened, text) : [await theOne(cli, opened, text)];
      for (const mix of found) chosen.set(mix.id, mix);
    }
    const [{ mixTable }, { plural }] = await Promise.all([
      import('./mix-table.js'),
      import('../../terminal/figures.js'),
    ]);
    const { out, err, verbosity } = cli.terminal;
    if (dryRun) {
      out.write(mixTable([...chosen.values()], out));
      return EXIT.done;
    }
    const ids = [...damaged, ...chosen.keys()];
    await opened.archive.remove(ids);
    if (verbosity >= 0) err.write(`${plural(ids.length, 'mix', 'mixes')} removed from the archive\n`);
    return EXIT.done;
  },
});
