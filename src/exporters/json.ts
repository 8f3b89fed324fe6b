import type { Exporter } from '../domain/ports/export.js';
import { jsonText } from '../domain/text.js';

/** The document that loses nothing: `export` and `enrich` read it back. */
export const json: Exporter = {
  export: (tracklist, { baseName }) => ({
    files: [{ name: `${baseName}.json`, content: jsonText(tracklist, 2) }],
    warnings: [],
  }),
};
