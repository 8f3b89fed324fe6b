import type { Analysed } from '../app/analyse.js';
import type { Context } from '../domain/ports/context.js';
import type { Hall } from '../wiring/hall.js';
import type { Cli } from './command.js';
import { exitCodeOf, isAbort } from './exit-codes.js';
import { shortPath } from './short-path.js';
import { plural } from './terminal/figures.js';
import { plain } from './terminal/terminal.js';

/** Writes what was heard into tags, and says what came of it. Resolves to exit codes. */
export async function tagAnalysed(
  cli: Cli,
  hall: Hall,
  heard: readonly Analysed[],
  wanted: { folder?: string; force?: boolean },
  context: Context,
): Promise<number[]> {
  const [{ tagSound }, { wireTagging }, { explainError }, { bpmText }] = await Promise.all([
    import('../app/tag-sound.js'),
    import('../wiring/analyse.js'),
    import('./terminal/errors.js'),
    import('./terminal/analysed.js'),
  ]);
  const { tagged, left, failed, failure } = await tagSound(heard, await wireTagging(hall, wanted), context);
  const { err, verbosity, events } = cli.terminal;
  if (verbosity >= 0 && !events) {
    for (const { to, tags, backup } of tagged) {
      const said = [
        ...(tags.bpm === undefined ? [] : [`${bpmText(tags.bpm)} BPM`]),
        ...(tags.key === undefined ? [] : [tags.key]),
      ].join(', ');
      const kept = backup === undefined ? '' : `; as it was: ${plain(shortPath(cli.cwd, backup))}`;
      err.write(`wrote ${plain(shortPath(cli.cwd, to))} (${said}${kept})\n`);
    }
    const rest = left > 0 ? `, and nothing new that is sure for ${plural(left, 'file')}` : '';
    err.write(`tags written into ${plural(tagged.length, 'file')}${rest}\n`);
  }
  for (const error of failed) err.write(explainError(error, cli.terminal));
  if (failure && !isAbort(failure)) err.write(explainError(failure, cli.terminal));
  return [...failed, ...(failure ? [failure] : [])].map(exitCodeOf);
}
