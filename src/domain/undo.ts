import { isAlike } from './alike.js';
import { UsageError } from './errors.js';
import type { MixArchive } from './ports/archive.js';
import type { Tracklist } from './tracklist.js';

export type Change = NonNullable<Awaited<ReturnType<MixArchive['lastChange']>>>;

/** Whether a document is as the last change of its mix left it: else undoing would take more back than that. */
export const canUndo = (now: Tracklist, { after }: Pick<Change, 'after'>): boolean => isAlike(now, after);

/** Only what the last change left is put back: what has come to the document since would go with it, without a word. */
export function undoneOf(now: Tracklist, change: Pick<Change, 'before' | 'after'>): Tracklist {
  if (!canUndo(now, change)) {
    throw new UsageError(
      "This file isn't as the last change of its mix left it: it was changed by hand or completed since, or the change was made in another file. " +
        'Undoing would take that back as well, so nothing was changed. Say what is right by another edit.',
    );
  }
  const { before } = change;
  const { title: _, artist: __, date: ___, ...where } = now.source;
  const { title, artist, date } = before.source;
  const heading = {
    ...(title !== undefined && { title }),
    ...(artist !== undefined && { artist }),
    ...(date !== undefined && { date }),
  };
  return { ...before, source: { ...where, ...heading } };
}
