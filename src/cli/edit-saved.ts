import { dirname, relative, resolve } from 'node:path';
import { isAlike } from '../domain/alike.js';
import { edited, shown } from '../domain/editing.js';
import { UsageError } from '../domain/errors.js';
import type { MixArchive } from '../domain/ports/archive.js';
import { jsonText, plain } from '../domain/text.js';
import type { Tracklist } from '../domain/tracklist.js';
import type { Cli } from './command.js';
import { EXIT, exitCodeOf } from './exit-codes.js';
import type { Written } from './in-editor.js';
import { explainError } from './terminal/errors.js';
import { warnTo } from './terminal/warn.js';

/** Changes one saved tracklist, and says what it is now. */
export async function editSaved(
  cli: Cli,
  path: string,
  [verb, ...words]: readonly string[],
  { json = false, archive: isKept }: { json?: boolean; archive?: boolean },
): Promise<number> {
  if (path === '-')
    throw new UsageError('A tracklist from standard input has no place to be changed in: name its file.');
  const [
    { editTracklist },
    { loadExporters, makeOutputs, formatNames },
    { readSaved, unchanged },
    { makeKeeping },
    { startReporter },
  ] = await Promise.all([
    import('../app/edit.js'),
    import('../wiring/results.js'),
    import('../wiring/saved-tracklist.js'),
    import('../wiring/archive.js'),
    import('./terminal/reporter.js'),
  ]);
  const settings = await cli.settings(isKept === false ? { 'archive.enabled': false } : {});
  const warn = warnTo(cli.terminal);
  const file = resolve(cli.cwd, path);
  const [saved, ...more] = await readSaved(path, cli, new Set(), warn, { byHand: true });
  if (!saved || more.length > 0) throw new UsageError(`${path} must hold one tracklist, to be changed.`);
  const archive = await makeKeeping(cli, settings);
  const reporter = await startReporter(cli.terminal);
  const undone = verb === 'undo' ? await lastOf(archive, saved.tracklist, words) : null;
  let written: Written | undefined;
  const change = async (tracklist: Tracklist): Promise<Tracklist> => {
    if (undone) return undoneOf(tracklist, undone);
    if (verb !== undefined) return edited(tracklist, verb, words);
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
  const run = {
    tracklist: saved.tracklist,
    name: saved.name,
    source: saved.source,
    from: file,
    outputs: await makeOutputs(cli, dirname(file), reporter.emit),
    exporters: await loadExporters(settings.output, formatNames),
  };
  const { before, known, tracklist, files, failure } = await editTracklist(run, change, reporter).finally(
    reporter.stop,
  );
  const { out, err, verbosity } = cli.terminal;
  if (tracklist === before) {
    await written?.forget();
    if (verbosity >= 0) err.write('Nothing was changed.\n');
    return EXIT.done;
  }
  if (failure && written) warn(`What you wrote is in ${written.file}.`);
  else await written?.forget();
  if (undone) await undone.done();
  else await archive.keep(tracklist, (event) => event.type === 'warning' && warn(event.message), { before, known });
  if (json) out.write(jsonText(tracklist));
  else
    out.write(
      differences(before, tracklist)
        .map((line) => `${plain(line)}\n`)
        .join(''),
    );
  if (verbosity >= 0) for (const one of files) err.write(`wrote ${plain(relative(cli.cwd, one))}\n`);
  if (!failure) return EXIT.done;
  err.write(explainError(failure, cli.terminal));
  return exitCodeOf(failure);
}

type Change = NonNullable<Awaited<ReturnType<MixArchive['lastChange']>>>;

/** Only what the last change left is put back: what has come to the document since would go with it, without a word. */
function undoneOf(now: Tracklist, { before, after }: Change): Tracklist {
  if (!isAlike(now, after)) {
    throw new UsageError(
      "This file isn't as the last change of its mix left it: it was changed by hand or completed since, or the change was made in another file. " +
        'Undoing would take that back as well, so nothing was changed. Say what is right by another edit.',
    );
  }
  const { title: _, artist: __, date: ___, ...where } = now.source;
  const { title, artist, date } = before.source;
  const heading = {
    ...(title !== undefined && { title }),
    ...(artist !== undefined && { artist }),
    ...(date !== undefined && { date }),
  };
  return { ...before, source: { ...where, ...heading } };
}

async function lastOf(
  archive: Pick<MixArchive, 'lastChange'>,
  { source }: Tracklist,
  words: readonly string[],
): Promise<Change> {
  if (words.length > 0)
    throw new UsageError('"undo" takes back what was changed last; say it again for what came before.');
  const last = await archive.lastChange(source);
  if (last) return last;
  throw new UsageError(
    'There is nothing to undo: the archive knows of no change of this mix since it was identified or completed. What was changed by hand is changed back by hand.',
  );
}

/** Entries that aren't as they were, as lines of a table: those that went, then those that came. */
function differences(before: Tracklist, after: Tracklist): string[] {
  const linesOf = (tracklist: Tracklist): string[] => [
    ...(['title', 'artist', 'date'] as const).flatMap((key) => {
      const value = tracklist.source[key];
      return value ? [`${key}: ${value}`] : [];
    }),
    ...tracklist.entries.map((entry) => `${shown(tracklist, entry)}${entry.corrected ? '  (yours)' : ''}`),
  ];
  const [old, now] = [linesOf(before), linesOf(after)];
  const bare = (line: string): string => line.replace(/^\d+ {2}/, '');
  const [hadBefore, hasNow] = [new Set(old.map(bare)), new Set(now.map(bare))];
  return [
    ...old.filter((line) => !hasNow.has(bare(line))).map((line) => `- ${line}`),
    ...now.filter((line) => !hadBefore.has(bare(line))).map((line) => `+ ${line}`),
  ];
}
