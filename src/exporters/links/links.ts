import type { Exporter } from '../../domain/ports/export.js';
import { linksAsMarkdown } from './as-markdown.js';
import { linksAsPage } from './as-page.js';
import { linkedRowsOf } from './linked-rows.js';

/** Where each track can be heard and bought: to post, and to open in a browser. */
export const links: Exporter = {
  export(tracklist, { baseName }) {
    const rows = linkedRowsOf(tracklist);
    return {
      files: [
        { name: `${baseName}.links.md`, content: linksAsMarkdown(tracklist, rows) },
        { name: `${baseName}.links.html`, content: linksAsPage(tracklist, rows) },
      ],
      warnings: [],
    };
  },
};
