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

const PART = /^\(the part from [\d:]+ to [\d:]+\)$/;
const LINE = /^\[(?:\d{2}:\d{2}|\d{1,3}:\d{2}:\d{2})\] \S/;

/**
 * Whether a text is a list of ours, as far as it can be told: it carries no mark, but says of which part it is, or has every line in
 * our form and one of them in doubt.
 */
export function isOwnText(content: string): boolean {
  const lines = content.split(/\r?\n/).filter((line) => line !== '');
  const [first = '', ...rest] = lines;
  if (PART.test(first)) return rest.every((line) => LINE.test(line));
  return lines.every((line) => LINE.test(line)) && lines.some((line) => line.endsWith(' (?)'));
}

/** Without this, a reader would take the part for the whole. */
const partLine = ({ window }: Tracklist): string[] => (window ? [`(the part from ${windowText(window)})`] : []);

function lineOf(row: Row): string {
  const label = row.label ? ` [${row.label}]` : '';
  return `[${clock(row.start).padStart(5, '0')}] ${row.layered ? 'w/ ' : ''}${nameOf(row)}${label}${doubtOf(row)}`;
}
