import type { Exporter } from '../../domain/ports/export.js';
import { oneLine } from '../../domain/text.js';
import { titleOf } from '../rows.js';
import { inAscii, isBeyondAscii } from './ascii.js';
import { evidenceOf } from './evidence.js';
import { notesOf } from './notes.js';
import { codeOf, type Line, sheetOf } from './sheet.js';

const HEADER = [
  'NAME_OF_SERVICE',
  'TRANSMISSION_CATEGORY',
  'FEATURED_ARTIST',
  'SOUND_RECORDING_TITLE',
  'ISRC',
  'ALBUM_TITLE',
  'MARKETING_LABEL',
  'ACTUAL_TOTAL_PERFORMANCES',
];
/** Webcasts that nobody pays for (37 CFR 370.4). */
const CATEGORY = 'A';

/** SoundExchange's report of use (37 CFR 370): a line a recording, fields between `^` with `|` between them, in capitals and ASCII. */
export const soundexchange: Exporter = {
  export(tracklist, { baseName, sheet: options = {} }) {
    const sheet = sheetOf(tracklist, options, 'all');
    const sender = oneLine(options.sender ?? '');
    const rows = sheet.lines.map((line) => fieldsOf(line, sender));
    const evidence = `${baseName}.setlist-soundexchange.evidence.csv`;
    // The last column is of numbers, which stand bare, and empty here.
    const lines = [HEADER.map(quoted), ...rows.map((fields) => [...fields.map(quoted), ''])].map(
      (line) => `${line.join('|')}\n`,
    );
    return {
      files: [
        { name: `${baseName}.setlist-soundexchange.txt`, content: lines.join('') },
        { name: evidence, content: evidenceOf(sheet), beside: true },
      ],
      warnings: [...notesOf(sheet, tracklist, evidence), ...missing(sheet.lines, rows, sender)],
    };
  },
};

function fieldsOf({ rows: [row] }: Line, sender: string): string[] {
  const { track } = row.entry;
  return [sender, CATEGORY, row.artist, titleOf(row), codeOf(track), oneLine(track.album ?? ''), row.label];
}

/** Both signs are the format's own, and nothing stands for them. */
const quoted = (text: string): string => `^${inAscii(text).toUpperCase().replace(/[\^|]/g, '')}^`;

function missing(lines: readonly Line[], rows: ReadonlyArray<readonly string[]>, sender: string): string[] {
  if (lines.length === 0) return [];
  const unnamed = rows.filter(([, , , , isrc, album, label]) => !isrc && !(album && label)).length;
  const unwritable = rows.filter((fields) => fields.some(isBeyondAscii)).length;
  return [
    'ACTUAL_TOTAL_PERFORMANCES is empty, since nobody here knows how many listened: fill it in.',
    ...(sender ? [] : ['NAME_OF_SERVICE is empty: --sender NAME says which service it was.']),
    ...(unnamed > 0
      ? [`${unnamed} of ${lines.length} lines have neither an ISRC nor album and label, of which one is asked for.`]
      : []),
    ...(unwritable > 0
      ? [`${unwritable} of ${lines.length} lines have letters that ASCII has none for: each is a ? there.`]
      : []),
  ];
}
