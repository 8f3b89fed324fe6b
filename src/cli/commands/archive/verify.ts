import { defineCommand } from '../../command.js';
import { EXIT } from '../../exit-codes.js';

export const verify = defineCommand({
  name: 'verify',
  summary: 'Read every mix that is kept, with its sound, and name those that are damaged.',
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
    const { mixes, damaged, older, unheard } = await archive.verify(cli.signal);
    const { out } = cli.terminal;
    for (const id of older) out.write(`${id}: the latest state is damaged, so the one before it is used\n`);
    for (const id of damaged) {
      out.write(
        `${id}: nothing of it can be read; "tracklistify archive remove ${id}" takes it out, identifying the mix again makes it anew\n`,
      );
    }
    for (const id of unheard) {
      out.write(
        `${id}: its tracklist is whole, its sound can't be read; identifying the mix again keeps it anew, until then it isn't recognised\n`,
      );
    }
    const bad = new Set([...damaged, ...older, ...unheard]).size;
    out.write(`${plural(mixes, 'mix', 'mixes')} read, ${bad === 0 ? 'all whole' : `${bad} damaged`}\n`);
    return bad === 0 ? EXIT.done : EXIT.usage;
  },
});
