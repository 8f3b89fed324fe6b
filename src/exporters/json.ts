import type { Exporter } from '../domain/ports.js';
import { inertJson } from '../domain/text.js';

/** The document that loses nothing: `export` and `enrich` read it back. */
export const json: Exporter = {
  export: (tracklist, { baseName }) => ({
    files: [{ name: `${baseName}.json`, content: `${inertJson(JSON.stringify(tracklist, null, 2))}\n` }],
    warnings: [],
  }),
};
