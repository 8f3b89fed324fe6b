import { UsageError } from '../../../domain/errors.js';
import { jsonText } from '../../../domain/text.js';
import { clock } from '../../../domain/time.js';
import { idLabel, trackLabel } from '../../../domain/track.js';
import { defineCommand } from '../../command.js';
import { EXIT } from '../../exit-codes.js';
import { openIds } from './open.js';
import type { SeenId } from './sightings.js';

export const list = defineCommand({
  name: 'list',
  summary: 'Show what nobody could name, the most often heard first.',
  examples: [
    ['tracklistify ids list --unnamed', 'what is worth finding out'],
    ["tracklistify ids list --json | jq '.[] | select(.mixes > 2).number'", 'numbers of those in three mixes or more'],
  ],
  define: (command) => {
    command
      .option('--unnamed', 'only those that have no name yet')
      .option('--named', 'only those that have got one')
      .option('--all', 'also those that are forgotten, and those in no mix any more')
      .option('--json', 'print a JSON array');
  },
  shape: (of) => ({
    args: of.tuple([]),
    options: of.object({ unnamed: of.flag, named: of.flag, all: of.flag, json: of.flag }),
  }),
  async run(cli, _args, { unnamed = false, named = false, all = false, json = false }) {
    if (unnamed && named) throw new UsageError('--unnamed and --named leave nothing: leave one of them out.');
    const { ids, mixes } = await openIds(cli);
    const { seenIds } = await import('./sightings.js');
    const seen = seenIds(ids, mixes.all).filter(
      ({ id, sightings }) =>
        (all || (!id.forgotten && sightings.length > 0)) && (!unnamed || !id.name) && (!named || id.name),
    );
    const { out, err, verbosity } = cli.terminal;
    if (json) out.write(jsonText(seen.map(idJson), 2));
    else if (seen.length > 0) {
      const { renderTable } = await import('../../terminal/table.js');
      out.write(renderTable<SeenId>({ columns: COLUMNS, rows: seen }, out));
    } else if (verbosity >= 0) err.write(nothingToShow(ids.length, unnamed, named));
    const behind = seen.filter(isBehind);
    if (behind.length > 0 && verbosity >= 0 && !json) {
      const { number } = behind[0]!.id;
      err.write(
        `${behind.map(({ id }) => idLabel(id.number)).join(', ')}: not every list has the name yet. "tracklistify ids show ${number}" says how to go on.\n`,
      );
    }
    return EXIT.done;
  },
});

/** It has a name, and some list doesn't: naming it was interrupted, or something was in the way. */
export const isBehind = ({ id, sightings }: SeenId): boolean =>
  id.name !== undefined && !id.forgotten && sightings.some(({ played }) => played.title === '');

const COLUMNS = [
  { header: 'ID', cell: ({ id }: SeenId) => idLabel(id.number) },
  { header: 'Name', cell: ({ id }: SeenId) => (id.name ? trackLabel(id.name) : ''), min: 10, weight: 4 },
  { header: 'Mixes', cell: ({ mixes }: SeenId) => String(mixes), align: 'right' as const },
  { header: 'Times', cell: ({ sightings }: SeenId) => String(sightings.length), align: 'right' as const, drop: 4 },
  { header: 'Longest', cell: ({ longest }: SeenId) => clock(longest), align: 'right' as const, drop: 1 },
  { header: 'First', cell: ({ first }: SeenId) => first, drop: 3 },
  { header: 'Last', cell: ({ last }: SeenId) => last, drop: 2 },
  { header: '', cell: ({ id }: SeenId) => (id.forgotten ? 'forgotten' : '') },
];

function nothingToShow(known: number, unnamed: boolean, named: boolean): string {
  if (known === 0) {
    return 'There is no ID yet: unknowns get numbers when mixes are identified and kept in the archive.\n';
  }
  if (named) return 'No ID has a name yet: "tracklistify ids name" gives it one.\n';
  return unnamed ? 'There is no ID without a name.\n' : 'No mix that is kept has an ID.\n';
}

/** An ID as scripts see it. */
function idJson({ id, sightings, mixes, first, last, longest }: SeenId): Record<string, unknown> {
  const { number, name = null, forgotten = false, firstSeen } = id;
  return {
    number,
    label: idLabel(number),
    name,
    mixes,
    times: sightings.length,
    first,
    last,
    longest,
    firstSeen,
    forgotten,
  };
}
