import type { Exporter } from '../../domain/ports/export.js';
import { oneLine } from '../../domain/text.js';
import { longClock } from '../../domain/time.js';
import { csvText } from '../csv-text.js';
import { titleOf } from '../rows.js';
import { evidenceOf } from './evidence.js';
import { composersMissing, notesOf } from './notes.js';
import { artistsOf, codeOf, composersOf, type Line, played, sheetOf } from './sheet.js';

const HEADER = ['order', 'title', 'artists', 'composers', 'label', 'isrc', 'iswc', 'start', 'duration', 'album'];

/** What the forms of societies ask for (GEMA, PRS, ASCAP, BMI …), to be copied into them. */
export const setlist: Exporter = {
  export(tracklist, { baseName, table, sheet: options = {} }) {
    const sheet = sheetOf(tracklist, options, 'none');
    const evidence = `${baseName}.setlist.evidence.csv`;
    return {
      files: [
        { name: `${baseName}.setlist.csv`, content: csvText([HEADER, ...sheet.lines.map(cellsOf)], table) },
        { name: evidence, content: evidenceOf(sheet), beside: true },
      ],
      warnings: [...notesOf(sheet, tracklist, evidence), ...composersMissing(sheet)],
    };
  },
};

function cellsOf(line: Line): Array<string | number> {
  const [row] = line.rows;
  const { track } = row.entry;
  return [
    line.order,
    titleOf(row),
    artistsOf(track),
    composersOf(track),
    row.label,
    codeOf(track),
    oneLine(track.iswc ?? ''),
    longClock(row.start),
    longClock(Math.round(played(line))),
    oneLine(track.album ?? ''),
  ];
}
