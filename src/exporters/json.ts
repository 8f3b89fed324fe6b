import type { Exporter } from '../domain/ports.js';
import type { Tracklist } from '../domain/tracklist.js';

/** The document that loses nothing: `export` and `enrich` read it back. */
export const json: Exporter = {
  export: (tracklist, { baseName }) => ({
    files: [{ name: `${baseName}.json`, content: toJson(tracklist) }],
    warnings: [],
  }),
};

/**
 * JSON escapes the control characters below U+0020 only. The others, and what turns the direction of writing round, are
 * escaped too: they read back the same, and do nothing to a terminal on their way.
 */
export function toJson(tracklist: Tracklist): string {
  const text = JSON.stringify(tracklist, null, 2).replace(
    /[\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  return `${text}\n`;
}
