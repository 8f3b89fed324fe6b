import type { Exporter } from '../domain/ports/export.js';
import { clock, windowText } from '../domain/time.js';
import type { Tracklist } from '../domain/tracklist.js';
import { doubtOf, nameOf, type Row, rowsOf } from './rows.js';

/** The list that DJs paste under a mix: `[00:00] Artist - Title (Version) [Label]`. */
export const text: Exporter = {
  export: (tracklist, { baseName }) => ({
    files: [
      {
        name: `${baseName}.txt`,
        content: [...partLine(tracklist), ...rowsOf(tracklist).map(lineOf)].map((line) => `${line}\n`).join(''),
      },
    ],
    warnings: [],
  }),
};

/** Without this, a reader would take the part for the whole. */
const partLine = ({ window }: Tracklist): string[] => (window ? [`(the part from ${windowText(window)})`] : []);

function lineOf(row: Row): string {
  const label = row.label ? ` [${row.label}]` : '';
  return `[${clock(row.start).padStart(5, '0')}] ${row.layered ? 'w/ ' : ''}${nameOf(row)}${label}${doubtOf(row)}`;
}
