import type { Mixes } from '../../../archive/mixes.js';
import type { MixSummary } from '../../../archive/summary.js';
import { defineCommand } from '../../command.js';
import { EXIT } from '../../exit-codes.js';
import { openMixes, selected, theOne } from './open.js';

/** What is one letter off is another mix. */
const EXACTLY = { exact: true };

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
    const damaged: string[] = [];
    for (const text of named) {
      const unreadable = damagedBy(opened.mixes, text);
      damaged.push(...unreadable);
      if (unreadable.length > 0) continue;
      const found = allOf ? await selected(cli, opened, text, EXACTLY) : [await theOne(cli, opened, text, EXACTLY)];
      for (const mix of found) chosen.set(mix.id, mix);
    }
    const [{ mixTable }, { plural }] = await Promise.all([
      import('./mix-table.js'),
      import('../../terminal/figures.js'),
    ]);
    const { out, err, verbosity } = cli.terminal;
    if (dryRun) {
      if (chosen.size > 0) out.write(mixTable([...chosen.values()], out));
      for (const id of damaged) out.write(`${id}: can't be read\n`);
      return EXIT.done;
    }
    const ids = [...new Set([...damaged, ...chosen.keys()])];
    await opened.archive.remove(ids);
    if (verbosity >= 0) err.write(`${plural(ids.length, 'mix', 'mixes')} removed from the archive\n`);
    return EXIT.done;
  },
});

/** A mix that can't be read has nothing but its number, of which the beginning is enough where no other mix has it. */
function damagedBy({ all, damaged }: Mixes, text: string): readonly string[] {
  if (text.length < 4 || all.some(({ id }) => id.startsWith(text))) return [];
  const meant = damaged.filter((id) => id.startsWith(text));
  return meant.length > 1 ? [] : meant;
}
