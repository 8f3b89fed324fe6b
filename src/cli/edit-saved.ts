import { shareOf } from '../domain/corrections.js';
import { shown } from '../domain/editing.js';
import { UsageError } from '../domain/errors.js';
import type { Emit } from '../domain/events.js';
import { jsonText, plain } from '../domain/text.js';
import type { Entry, Tracklist } from '../domain/tracklist.js';
import type { Cli } from './command.js';
import { EXIT, exitCodeOf } from './exit-codes.js';
import type { Written } from './in-editor.js';
import { sayStaying, sayWritten } from './mended-files.js';
import { explainError } from './terminal/errors.js';
import { warnTo } from './terminal/warn.js';

/** Changes one saved tracklist, and says what it is now. */
export async function editSaved(
  cli: Cli,
  path: string,
  [verb, ...words]: readonly string[],
  { json = false, archive: isKept }: { json?: boolean; archive?: boolean },
): Promise<number> {
  const [{ changeTracklist }, { openToChange }, { unchanged }, { makeKeeping }, { startReporter }] = await Promise.all([
    import('../app/change.js'),
    import('../wiring/change.js'),
    import('../wiring/saved-tracklist.js'),
    import('../wiring/archive.js'),
    import('./terminal/reporter.js'),
  ]);
  const settings = await cli.settings(isKept === false ? { 'archive.enabled': false } : {});
  const warn = warnTo(cli.terminal);
  const emit: Emit = (event) => event.type === 'warning' && warn(event.message);
  const { saved, run } = await openToChange(cli, settings, path, emit);
  const archive = await makeKeeping(cli, settings);
  const reporter = await startReporter(cli.terminal);
  let written: Written | undefined;
  const byEditor = async (tracklist: Tracklist): Promise<Tracklist> => {
    const { inEditor } = await import('./in-editor.js');
    written = await inEditor(cli, tracklist);
    // It may have been open for an hour.
    if (saved.from && !('from' in (await unchanged(saved)))) {
      throw new UsageError(
        `${path} was changed while the editor was open, so it stays. What you wrote is in ${written.file}.`,
      );
    }
    return written.tracklist;
  };
  const wanted = verb === undefined ? byEditor : { verb, words };
  const { before, tracklist, files, failure, staying, elsewhere } = await changeTracklist(
    run,
    archive,
    wanted,
    reporter,
  ).finally(reporter.stop);
  const { out, err, verbosity } = cli.terminal;
  if (tracklist === before) {
    await written?.forget();
    if (verbosity >= 0) err.write('Nothing was changed.\n');
    return EXIT.done;
  }
  if (failure && written) warn(`What you wrote is in ${written.file}.`);
  else await written?.forget();
  if (json) out.write(jsonText(tracklist));
  else
    out.write(
      differences(before, tracklist)
        .map((line) => `${plain(line)}\n`)
        .join(''),
    );
  sayWritten(cli, [...files, ...elsewhere.written]);
  sayStaying(cli, [...staying, ...elsewhere.staying]);
  if (isKept !== false) {
    const { sayOtherMixes } = await import('./other-mixes.js');
    await sayOtherMixes(cli, before, tracklist);
  }
  if (!failure) return EXIT.done;
  err.write(explainError(failure, cli.terminal));
  return exitCodeOf(failure);
}

/** Entries that aren't as they were, as lines of a table: those that went, then those that came. */
function differences(before: Tracklist, after: Tracklist): string[] {
  const linesOf = (tracklist: Tracklist): string[] => [
    ...(['title', 'artist', 'date'] as const).flatMap((key) => {
      const value = tracklist.source[key];
      return value ? [`${key}: ${value}`] : [];
    }),
    ...tracklist.entries.map((entry) => `${shown(tracklist, entry)}${whose(tracklist, entry)}`),
  ];
  const [old, now] = [linesOf(before), linesOf(after)];
  const bare = (line: string): string => line.replace(/^\d+ {2}/, '');
  const [hadBefore, hasNow] = [new Set(old.map(bare)), new Set(now.map(bare))];
  return [
    ...old.filter((line) => !hasNow.has(bare(line))).map((line) => `- ${line}`),
    ...now.filter((line) => !hadBefore.has(bare(line))).map((line) => `+ ${line}`),
  ];
}

/** That a person said so; or, where it is what is left of what they said, that. */
function whose({ corrections = [] }: Tracklist, entry: Entry): string {
  if (entry.corrected) return '  (yours)';
  const rejected = corrections.findLast((one) => one.kind === 'rejected' && shareOf(one, entry) >= 0.5);
  return rejected?.kind === 'rejected' ? `  (you rejected ${rejected.was})` : '';
}
