import type { Exporter } from '../domain/ports/export.js';
import { partWarning } from './part.js';
import { doubtOf, nameOf, type Row, rowsOf } from './rows.js';

/** A label track as Audacity imports it (File › Import › Labels): start, end and text, with tabs between. Labels may overlap, as tracks do. */
export const audacity: Exporter = {
  export(tracklist, { baseName }) {
    const lines = rowsOf(tracklist).map((row) => `${seconds(row.start)}\t${seconds(endOf(row))}\t${labelOf(row)}\n`);
    return {
      files: [{ name: `${baseName}.audacity.txt`, content: lines.join('') }],
      warnings: partWarning(tracklist, 'label track'),
    };
  },
};

const seconds = (value: number): string => value.toFixed(6);

/** A label that ends before it begins is none. */
const endOf = (row: Row): number => Math.max(row.start, row.end);

const labelOf = (row: Row): string => `${row.layered ? 'w/ ' : ''}${nameOf(row)}${doubtOf(row)}`;
