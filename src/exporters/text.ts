import type { Exporter } from '../domain/ports.js';
import { clock } from '../domain/time.js';
import { doubtOf, nameOf, type Row, rowsOf } from './rows.js';

/** The list that DJs paste under a mix: `[00:00] Artist - Title (Version) [Label]`. */
export const text: Exporter = {
  export: (tracklist, { baseName }) => ({
    files: [
      {
        name: `${baseName}.txt`,
        content: rowsOf(tracklist)
          .map((row) => `${lineOf(row)}\n`)
          .join(''),
      },
    ],
    warnings: [],
  }),
};

function lineOf(row: Row): string {
  const label = row.label ? ` [${row.label}]` : '';
  return `[${clock(row.start).padStart(5, '0')}] ${row.layered ? 'w/ ' : ''}${nameOf(row)}${label}${doubtOf(row)}`;
}
