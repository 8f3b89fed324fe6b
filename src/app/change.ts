import { edited } from '../domain/editing.js';
import { UsageError } from '../domain/errors.js';
import type { Emit } from '../domain/events.js';
import type { KeptAbout, MixArchive } from '../domain/ports/archive.js';
import type { Context } from '../domain/ports/context.js';
import type { Tracklist } from '../domain/tracklist.js';
import { type Change, undoneOf } from '../domain/undo.js';
import { type Edited, type EditRun, editTracklist } from './edit.js';

/** What has been changed, so that it can be undone. */
export interface ChangeBook {
  keep(tracklist: Tracklist, emit: Emit, about: KeptAbout): Promise<void>;
  lastChange: MixArchive['lastChange'];
}

/** As people type it, `undo` included; or whatever makes another tracklist of one. */
export type Wanted =
  | { verb: string; words: readonly string[] }
  | ((tracklist: Tracklist) => Tracklist | Promise<Tracklist>);

/** Changes a saved tracklist in all its files, and remembers what it was. The one way for all who change one. */
export async function changeTracklist(
  run: EditRun,
  book: ChangeBook,
  wanted: Wanted,
  { emit }: Pick<Context, 'emit'>,
): Promise<Edited> {
  const undone = typeof wanted === 'function' || wanted.verb !== 'undo' ? null : await lastOf(book, run, wanted.words);
  const change = (tracklist: Tracklist): Tracklist | Promise<Tracklist> => {
    if (undone) return undoneOf(tracklist, undone);
    return typeof wanted === 'function' ? wanted(tracklist) : edited(tracklist, wanted.verb, wanted.words);
  };
  return editTracklist(run, change, { emit }, ({ before, known, tracklist }) =>
    undone ? undone.done() : book.keep(tracklist, emit, { before, known }),
  );
}

async function lastOf(
  book: Pick<ChangeBook, 'lastChange'>,
  { tracklist: { source } }: EditRun,
  words: readonly string[],
): Promise<Change> {
  if (words.length > 0)
    throw new UsageError('"undo" takes back what was changed last; say it again for what came before.');
  const last = await book.lastChange(source);
  if (last) return last;
  throw new UsageError(
    'There is nothing to undo: the archive knows of no change of this mix since it was identified or completed. What was changed by hand is changed back by hand.',
  );
}
