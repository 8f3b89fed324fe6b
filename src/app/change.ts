import { edited, saying } from '../domain/editing.js';
import { UsageError } from '../domain/errors.js';
import type { Emit } from '../domain/events.js';
import type { KeptAbout, MixArchive } from '../domain/ports/archive.js';
import type { Context } from '../domain/ports/context.js';
import type { Tracklist } from '../domain/tracklist.js';
import { canUndo, changeBetween, undoneOf } from '../domain/undo.js';
import { type Edited, type EditRun, editTracklist } from './edit.js';
import type { Kept, MendedFiles } from './mending.js';

/** What has been changed, so that it can be undone. */
export interface ChangeBook {
  keep(tracklist: Tracklist, emit: Emit, about: KeptAbout): Promise<void>;
  lastChange: MixArchive['lastChange'];
}

/** As people type it, `undo` included; or whatever makes another tracklist of one. */
export type Wanted =
  | { verb: string; words: readonly string[] }
  | ((tracklist: Tracklist) => Tracklist | Promise<Tracklist>);

export interface ChangeRun extends EditRun {
  /** Changes the files of the mix that lie elsewhere: those of its copies under another name or bit rate, or in another folder. */
  elsewhere?: (kept: Kept, change: (tracklist: Tracklist) => Tracklist) => Promise<MendedFiles>;
}

export interface Changed extends Edited {
  elsewhere: MendedFiles;
}

const NOWHERE: MendedFiles = { written: [], staying: [], gone: [] };

/** Changes a saved tracklist in all files of its mix, and remembers what it was. The one way for all who change one. */
export async function changeTracklist(
  run: ChangeRun,
  book: ChangeBook,
  wanted: Wanted,
  { emit }: Pick<Context, 'emit'>,
): Promise<Changed> {
  const undone = typeof wanted === 'function' || wanted.verb !== 'undo' ? null : await lastOf(book, run, wanted.words);
  const change = (tracklist: Tracklist): Tracklist | Promise<Tracklist> => {
    if (undone) return undoneOf(tracklist, undone.change);
    return typeof wanted === 'function' ? wanted(tracklist) : edited(tracklist, wanted.verb, wanted.words);
  };
  const result = await editTracklist(run, change, { emit }, ({ before, known, tracklist }) =>
    undone ? undone.undone() : book.keep(tracklist, emit, { before, known }),
  );
  const { before, tracklist } = result;
  if (tracklist === before || !run.elsewhere) return { ...result, elsewhere: NOWHERE };
  const { said } = changeBetween(before, tracklist);
  // Only once its own turn is over: whoever mends the mix takes those of all its documents, one after the other.
  const elsewhere = await run.elsewhere({ before, after: tracklist }, (other) => {
    if (undone) return canUndo(other, undone.change) ? undoneOf(other, undone.change) : other;
    return saying(other, said);
  });
  return { ...result, elsewhere };
}

async function lastOf(
  book: Pick<ChangeBook, 'lastChange'>,
  { tracklist: { source } }: EditRun,
  words: readonly string[],
): Promise<NonNullable<Awaited<ReturnType<MixArchive['lastChange']>>>> {
  if (words.length > 0)
    throw new UsageError('"undo" takes back what was changed last; say it again for what came before.');
  const last = await book.lastChange(source);
  if (last) return last;
  throw new UsageError(
    'There is nothing to undo: the archive knows of no change of this mix. What was changed by hand is changed back by hand.',
  );
}
