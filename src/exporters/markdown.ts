import type { Exporter } from '../domain/ports/export.js';
import { clock, windowText } from '../domain/time.js';
import { doubtOf, mixHeading, type Row, rowsOf, titleOf } from './rows.js';

/** A table in GitHub's dialect, which blogs and READMEs share. */
export const markdown: Exporter = {
  export(tracklist, { baseName }) {
    const rows = rowsOf(tracklist);
    const lines = [
      `# ${escapedMarkdown(mixHeading(tracklist))}`,
      '',
      ...(tracklist.window ? [`Only the part from ${windowText(tracklist.window)}.`, ''] : []),
      ...(rows.length > 0 ? tableOf(rows) : ['No track.']),
    ];
    return { files: [{ name: `${baseName}.md`, content: `${lines.join('\n')}\n` }], warnings: [] };
  },
};

const tableOf = (rows: readonly Row[]): string[] => [
  '| Time | Artist | Title | Label |',
  '| ---: | --- | --- | --- |',
  ...rows.map((row) => `| ${cellsOf(row).join(' | ')} |`),
];

function cellsOf(row: Row): string[] {
  const layer = row.layered ? 'w/ ' : '';
  const artist = row.artist && `${layer}${row.artist}`;
  const title = row.artist ? titleOf(row) : `${layer}${titleOf(row)}`;
  return [
    clock(row.start),
    escapedMarkdown(artist),
    `${escapedMarkdown(title)}${doubtOf(row)}`,
    escapedMarkdown(row.label),
  ];
}

/** No title becomes a cell border, HTML, a link, a picture, emphasis or code. */
export function escapedMarkdown(text: string): string {
  return text
    .replace(/&(?=#?\w+;)/g, '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replace(/[\\`*_[\]|~#]|:(?=\/\/)|(?<=\bwww)\./gi, '\\$&');
}
