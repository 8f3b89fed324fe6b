import { relative } from 'node:path';
import { InvalidArgumentError, Option } from 'commander';
import type { Counted } from '../../../archive/figures.js';
import { jsonText, plain } from '../../../domain/text.js';
import { defineCommand } from '../../command.js';
import { EXIT } from '../../exit-codes.js';
import { openMixes } from './open.js';

const MOST = 10;
const WITHIN = 5;

export const stats = defineCommand({
  name: 'stats',
  summary: 'Say what was played most, with what, and how much of it is unknown, over all mixes that are kept.',
  examples: [
    ['tracklistify archive stats', 'tracks, artists, labels, years, tempos, keys, pairs and repeats'],
    ['tracklistify archive stats --html played.html', 'the same as a page with plots'],
    ['tracklistify archive stats --json --most 1000 | jq .labels', 'all labels, for a script'],
  ],
  define: (command) => {
    command
      .addOption(new Option('--most <n>', 'rows of each list').argParser(count).default(MOST))
      .addOption(
        new Option('--within <n>', 'sets within which playing a track again is a repeat')
          .argParser(count)
          .default(WITHIN),
      )
      .option('--html <file>', 'write a page with plots of it')
      .option('--json', 'print a JSON document');
  },
  shape: (of) => ({
    args: of.tuple([]),
    options: of.object({ most: of.count, within: of.count, html: of.text, json: of.flag }),
  }),
  async run(cli, _args, { most, within, html, json }) {
    const { mixes } = await openMixes(cli);
    const figures = mixes.figures({ most, within });
    const { out } = cli.terminal;
    if (html !== undefined) {
      const { writeFigures } = await import('../../../wiring/archive.js');
      const file = await writeFigures(cli, html, figures, within);
      if (cli.terminal.verbosity >= 0) cli.terminal.err.write(`wrote ${plain(relative(cli.cwd, file))}\n`);
      if (!json) return EXIT.done;
    }
    if (json) {
      out.write(jsonText(figures, 2));
      return EXIT.done;
    }
    if (figures.mixes === 0) {
      if (cli.terminal.verbosity >= 0)
        cli.terminal.err.write('Nothing is kept yet: mixes come there when they are identified.\n');
      return EXIT.done;
    }
    const [{ renderTable }, { plural }] = await Promise.all([
      import('../../terminal/table.js'),
      import('../../terminal/figures.js'),
    ]);
    const { hours, played, tracks, unknown } = figures;
    out.write(
      `${plural(figures.mixes, 'mix', 'mixes')} of ${hours.toFixed(1)} hours: ${plural(played, 'play')} of ${plural(tracks, 'track')}; ` +
        `${Math.round(unknown * 100)} % of the time is unknown\n`,
    );
    const lists: Array<[string, readonly Counted[]]> = [
      ['Most played', figures.mostPlayed],
      ['Artists', figures.artists],
      ['Labels', figures.labels],
      ['Years', figures.years],
      ['Tempos', figures.tempos],
      ['Keys', figures.keys],
      ['Mixed together', figures.pairs],
      [`Repeated within ${plural(within, 'set')}`, figures.repeats],
    ];
    for (const [heading, rows] of lists) {
      if (rows.length === 0) continue;
      const columns = [
        { header: heading, cell: ({ what }: Counted) => what, min: 16, weight: 5 },
        { header: 'Times', cell: ({ times }: Counted) => String(times), align: 'right' as const },
        { header: 'Mixes', cell: (row: Counted) => String(row.mixes), align: 'right' as const, drop: 3 },
        { header: 'First', cell: ({ first }: Counted) => first, drop: 2 },
        { header: 'Last', cell: ({ last }: Counted) => last, drop: 1 },
      ];
      out.write(`\n${renderTable<Counted>({ columns, rows }, out)}`);
    }
    return EXIT.done;
  },
});

function count(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new InvalidArgumentError('It must be a whole number, 1 or more.');
  return value;
}
