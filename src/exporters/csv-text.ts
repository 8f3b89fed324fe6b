import type { TableOptions } from '../domain/ports/export.js';
import { plain } from '../domain/text.js';

export type Cell = string | number | boolean | null | undefined;

/** RFC 4180: CRLF after every row. */
export function csvText(rows: ReadonlyArray<readonly Cell[]>, { byteOrderMark = false }: TableOptions = {}): string {
  const lines = rows.map((cells) => `${cells.map(field).join(',')}\r\n`);
  return `${byteOrderMark ? '\ufeff' : ''}${lines.join('')}`;
}

/**
 * What a spreadsheet would run as a formula gets a `'` in front. Excel takes the full-width signs for the plain ones in
 * some languages, and blanks before a sign don't stop every program.
 */
const FORMULA = /^\s*[=+\-@\uff1d\uff0b\uff0d\uff20]/;

function field(cell: Cell): string {
  if (typeof cell !== 'string') return String(cell ?? '');
  const clean = plain(cell);
  const safe = FORMULA.test(clean) ? `'${clean}` : clean;
  return /[",\r\n]|^\s|\s$/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
