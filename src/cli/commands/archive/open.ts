import { resolve } from 'node:path';
import type { Archive } from '../../../archive/archive.js';
import type { Mixes } from '../../../archive/mixes.js';
import type { MixSummary } from '../../../archive/summary.js';
import { UsageError } from '../../../domain/errors.js';
import type { Cli } from '../../command.js';

export interface Opened {
  archive: Archive;
  mixes: Mixes;
}

/** The archive with its list of mixes. What can't be read is told, and how to set it right. */
export async function openMixes(cli: Cli): Promise<Opened> {
  const [{ openArchive }, { warnTo }] = await Promise.all([
    import('../../../wiring/archive.js'),
    import('../../terminal/warn.js'),
  ]);
  const archive = await openArchive(cli, await cli.settings());
  const mixes = await archive.read();
  const { damaged } = mixes;
  if (damaged.length > 0) {
    warnTo(cli.terminal)(
      `${damaged.length === 1 ? 'One mix' : `${damaged.length} mixes`} in the archive can't be read: "tracklistify archive verify" names them.`,
    );
  }
  return { archive, mixes };
}

/** Those that one word of the command line names. Throws UsageError for none. */
export async function selected(
  cli: Cli,
  { mixes }: Opened,
  text: string,
  { exact = false } = {},
): Promise<MixSummary[]> {
  const { readTracklists } = await import('../../../wiring/saved-tracklist.js');
  const path = resolve(cli.cwd, text);
  const documents = text.endsWith('.json') ? await readTracklists(text, cli, () => {}).catch(() => []) : [];
  const found = mixes.select({ text, path, exact, ...(documents[0] && { source: documents[0].source }) });
  if (found.length > 0) return found;
  throw new UsageError(
    `The archive has no mix that "${text}" names, by a number, a file or words. "tracklistify archive list" shows them all.`,
  );
}

/** The one that is meant. */
export async function theOne(
  cli: Cli,
  opened: Opened,
  text: string,
  how: { exact?: boolean } = {},
): Promise<MixSummary> {
  const [first, ...more] = await selected(cli, opened, text, how);
  if (more.length === 0) return first!;
  const { mixTable } = await import('./mix-table.js');
  cli.terminal.err.write(mixTable([first!, ...more], cli.terminal.err));
  throw new UsageError(`"${text}" may be any of these: name one by its number.`);
}
