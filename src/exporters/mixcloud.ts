import type { Exporter } from '../domain/ports/export.js';
import { jsonText } from '../domain/text.js';
import { partWarning } from './part.js';
import { type Row, rowsOf, titleOf } from './rows.js';

/**
 * The sections as the fields of Mixcloud's upload: every name in it is a field of the form that is sent with the audio, and every
 * value what stands in it.
 */
export const mixcloud: Exporter = {
  export(tracklist, { baseName }) {
    const fields = Object.fromEntries(rowsOf(tracklist).flatMap(sectionOf));
    return {
      files: [{ name: `${baseName}.mixcloud.json`, content: jsonText(fields, 2) }],
      warnings: partWarning(tracklist, 'list of sections'),
    };
  },
};

/** A section is an artist's song, or a chapter where no artist is known. Times are whole seconds, cut as everywhere. */
function sectionOf(row: Row, index: number): Array<[string, string | number]> {
  const field = (name: string): string => `sections-${index}-${name}`;
  const names: Array<[string, string]> = row.artist
    ? [
        [field('artist'), row.artist],
        [field('song'), titleOf(row)],
      ]
    : [[field('chapter'), titleOf(row)]];
  return [...names, [field('start_time'), Math.max(0, Math.floor(row.start + 1e-6))]];
}
