import type { Hit } from '../../../archive/search.js';
import { jsonText } from '../../../domain/text.js';
import { clock } from '../../../domain/time.js';
import { trackLabel } from '../../../domain/track.js';
import { defineCommand } from '../../command.js';
import { EXIT } from '../../exit-codes.js';
import { openMixes } from './open.js';

export const search = defineCommand({
  name: 'search',
  summary: 'Find in which mixes something was played, when, and beside what; typing errors are forgiven.',
  examples: [
    ['tracklistify archive search floorplan', 'every time that it was played'],
    ["tracklistify archive search --json drexciya | jq -r '.[].mix.name'", 'the names of the mixes, for a script'],
  ],
  define: (command) => {
    command
      .argument('<word...>', 'all of these: artist, title, version, label or mix')
      .option('--json', 'print a JSON array');
  },
  shape: (of) => ({ args: of.tuple([of.words]), options: of.object({ json: of.flag }) }),
  async run(cli, [words], { json }) {
    const { mixes } = await openMixes(cli);
    const [{ mixJson, nameOf }, { renderTable }] = await Promise.all([
      import('./mix-table.js'),
      import('../../terminal/table.js'),
    ]);
    const hits = mixes.search(words.join(' '));
    const { out, err, verbosity } = cli.terminal;
    if (json)
      out.write(
        jsonText(
          hits.map((hit) => ({ ...hit, mix: mixJson(hit.mix) })),
          2,
        ),
      );
    else if (hits.length > 0) {
      const columns = [
        { header: 'Track', cell: ({ played }: Hit) => trackLabel(played), min: 16, weight: 5 },
        { header: 'At', cell: ({ played }: Hit) => clock(played.start), align: 'right' as const },
        { header: 'Mix', cell: ({ mix }: Hit) => nameOf(mix), min: 10, weight: 3 },
        { header: 'Day', cell: ({ mix }: Hit) => mix.createdAt.slice(0, 10), drop: 1 },
        { header: 'After', cell: ({ before = '' }: Hit) => before, min: 10, weight: 2, drop: 3 },
        { header: 'Before', cell: ({ after = '' }: Hit) => after, min: 10, weight: 2, drop: 2 },
      ];
      out.write(renderTable<Hit>({ columns, rows: hits }, out));
    } else if (verbosity >= 0) err.write('No mix that is kept has all of these words.\n');
    return hits.length > 0 ? EXIT.done : EXIT.nothing;
  },
});
