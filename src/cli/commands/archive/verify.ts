import { defineCommand } from '../../command.js';
import { EXIT } from '../../exit-codes.js';

export const verify = defineCommand({
  name: 'verify',
  summary: 'Read every mix that is kept, and name those that are damaged.',
  examples: [
    ['tracklistify archive verify', 'the list of mixes is made anew on the way'],
    ['tracklistify archive verify || tracklistify archive list', 'exit code 0 where all is whole'],
  ],
  shape: (of) => ({ args: of.tuple([]), options: of.object({}) }),
  async run(cli) {
    const [{ openArchive }, { plural }] = await Promise.all([
      import('../../../wiring/archive.js'),
      import('../../terminal/figures.js'),
    ]);
    const archive = await openArchive(cli, await cli.settings());
    const { mixes, damaged, older } = await archive.verify(cli.signal);
    const { out } = cli.terminal;
    for (const id of older) out.write(`${id}: the latest state is damaged, so the one before it is used\n`);
    for (const id of damaged) {
      out.write(
        `${id}: nothing of it can be read; "tracklistify archive remove ${id}" takes it out, identifying the mix again makes it anew\n`,
      );
    }
    const sound = damaged.length + older.length === 0;
    out.write(
      `${plural(mixes, 'mix', 'mixes')} read, ${sound ? 'all whole' : `${damaged.length + older.length} damaged`}\n`,
    );
    return sound ? EXIT.done : EXIT.usage;
  },
});
