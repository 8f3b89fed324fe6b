import type { Exporter } from '../domain/ports/export.js';
import { clock } from '../domain/time.js';
import { UNKNOWN_LABEL } from '../domain/track.js';
import { partWarning } from './part.js';
import { doubtOf, type Row, rowsOf, titleOf } from './rows.js';
import { unbracketed } from './unbracketed.js';

/** Lines to paste into the editor of 1001Tracklists: `[04:23] Artist - Title (Remix) [LABEL]`. */
export const oneThousandOne: Exporter = {
  export: (tracklist, { baseName }) => ({
    files: [
      {
        name: `${baseName}.1001.txt`,
        content: rowsOf(tracklist)
          .map((row) => `${lineOf(row)}\n`)
          .join(''),
      },
    ],
    warnings: partWarning(tracklist, 'list'),
  }),
};

/** What is laid over another track has no time of its own there. */
function lineOf(row: Row): string {
  const time = row.layered ? 'w/' : `[${clock(row.start).padStart(5, '0')}]`;
  // A number in somebody's archive says nothing to others.
  if (row.entry.kind === 'unknown') return `${time} ${UNKNOWN_LABEL}`;
  const label = row.label && ` [${unbracketed(row.label).toUpperCase()}]`;
  return `${time} ${unbracketed(row.artist || 'ID')} - ${unbracketed(titleOf(row))}${label}${doubtOf(row)}`;
}
