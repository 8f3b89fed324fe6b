import type { IdsRun } from '../../../app/ids.js';
import type { IdSummary } from '../../../archive/ids/kept-id.js';
import type { MixSummary } from '../../../archive/summary.js';
import { UsageError } from '../../../domain/errors.js';
import { oneLine } from '../../../domain/text.js';
import { idLabel } from '../../../domain/track.js';
import type { Cli } from '../../command.js';
import { type Opened, openMixes } from '../archive/open.js';

export interface OpenedIds extends Opened {
  ids: readonly IdSummary[];
}

/** The archive with its IDs and its list of mixes. */
export async function openIds(cli: Cli): Promise<OpenedIds> {
  const opened = await openMixes(cli);
  return { ...opened, ids: await opened.archive.ids.list() };
}

/** What is needed to change IDs, and every list in which they stand. */
export async function changing(cli: Cli, { archive, mixes, ids }: OpenedIds): Promise<IdsRun<MixSummary>> {
  const { makeMend } = await import('../../../wiring/mending.js');
  const mend = await makeMend(cli, await cli.settings(), archive);
  return { book: archive.ids, ids, mixes: mixes.all, mend, signal: cli.signal };
}

/** The same without changing anything: to see what would come of it. */
export function trying(cli: Cli, { archive, mixes, ids }: OpenedIds): IdsRun<MixSummary> {
  const mend: IdsRun<MixSummary>['mend'] = async (id, change) => {
    const before = (await archive.get(id))?.tracklist;
    return before ? { before, after: change(before), written: [], staying: [], gone: [] } : null;
  };
  return { book: { change: async () => null }, ids, mixes: mixes.all, mend, signal: cli.signal };
}

/**
 * The ID that is named by its number, as it is written anywhere; one that was merged into another is that one. Throws UsageError for
 * what is no number, and for a number that no ID has.
 */
export async function theId(
  cli: Cli,
  { ids }: OpenedIds,
  text: string,
  { forgotten = false }: { forgotten?: boolean } = {},
): Promise<IdSummary> {
  const [{ readNumber }, { answering }] = await Promise.all([
    import('../../../domain/numbered.js'),
    import('../../../app/ids.js'),
  ]);
  const number = readNumber(text);
  if (number === null) {
    throw new UsageError(`"${oneLine(text)}" is no number of an ID: write it as 417 or "ID 0417".`);
  }
  const answer = answering(ids, number);
  const id = ids.find((one) => one.number === answer);
  if (!id) {
    throw new UsageError(
      ids.length === 0
        ? `There is no ${idLabel(number)}, and no other ID: unknowns get numbers when mixes are identified and kept in the archive.`
        : `There is no ${idLabel(number)}. "tracklistify ids list" shows those there are.`,
    );
  }
  if (answer !== number && cli.terminal.verbosity >= 0) {
    cli.terminal.err.write(`${idLabel(number)} was merged into ${idLabel(answer)}, which is meant.\n`);
  }
  if (id.forgotten && !forgotten) {
    throw new UsageError(
      `${idLabel(answer)} is forgotten. "tracklistify ids forget --undo ${answer}" lets it be recognised again.`,
    );
  }
  return id;
}
