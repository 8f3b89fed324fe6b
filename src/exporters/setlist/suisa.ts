import type { Exporter } from '../../domain/ports/export.js';
import { oneLine } from '../../domain/text.js';
import { longClock } from '../../domain/time.js';
import { csvText } from '../csv-text.js';
import { titleOf } from '../rows.js';
import { evidenceOf } from './evidence.js';
import { composersMissing, notesOf } from './notes.js';
import { artistsOf, codeOf, composersOf, type Line, played, sheetOf } from './sheet.js';

interface About {
  sender: string;
  /** When it went out, where no line knows better. */
  date: string;
}

/** The columns of SUISA's report of broadcasts, all of them and in this order. Those that stay empty are ones that nobody here knows. */
const columns: ReadonlyArray<readonly [header: string, cell: (line: Line, about: About) => string]> = [
  ['Sender', (_, { sender }) => sender],
  ['Titel des Musikwerks', ({ rows: [row] }) => titleOf(row)],
  ['Name des Komponisten', ({ rows: [row] }) => composersOf(row.entry.track)],
  ['Interpret(en)', ({ rows: [row] }) => artistsOf(row.entry.track)],
  ['Sendedatum', (line, { date }) => aired(line)?.date ?? date],
  ['Sendedauer', (line) => longClock(Math.round(played(line))).padStart(8, '0')],
  ['Sendezeit', (line) => aired(line)?.time ?? ''],
  ['ISRC', ({ rows: [row] }) => codeOf(row.entry.track)],
  ['Label', ({ rows: [row] }) => row.label],
  ['Identifikationsnummer', () => ''],
  ['Eigenaufnahmen', () => 'nein'],
  ['EAN / GTIN', () => ''],
  ['Albumtitel / Titel des Tonträgers', ({ rows: [row] }) => oneLine(row.entry.track.album ?? '')],
  ['Aufnahmedatum', () => ''],
  ['Aufnahmeland', () => ''],
  ['Erstveröffentlichungsdatum', ({ rows: [row] }) => wholeDate(row.entry.track.releaseDate).replaceAll('-', '')],
  ['Katalog-Nummer / CD ID', ({ rows: [row] }) => oneLine(row.entry.track.catalogueNumber ?? '')],
  ['Werkverzeichnisangaben', () => ''],
  ['Bestellnummer', () => ''],
  ['Veröffentlichungsland', () => ''],
  ['Liveaufnahme', () => ''],
];

/** The sheet that SUISA takes from stations: plays of one recording in a row are one line, with their lengths added. */
export const suisa: Exporter = {
  export(tracklist, { baseName, table, sheet: options = {} }) {
    const sheet = sheetOf(tracklist, options, 'in a row');
    const about = { sender: oneLine(options.sender ?? ''), date: wholeDate(tracklist.source.date) };
    const rows = sheet.lines.map((line) => columns.map(([, cell]) => cell(line, about)));
    const evidence = `${baseName}.setlist-suisa.evidence.csv`;
    return {
      files: [
        {
          name: `${baseName}.setlist-suisa.csv`,
          content: csvText([columns.map(([header]) => header), ...rows], table),
        },
        { name: evidence, content: evidenceOf(sheet), beside: true },
      ],
      warnings: [...notesOf(sheet, tracklist, evidence), ...composersMissing(sheet), ...missing(sheet.lines, about)],
    };
  },
};

function missing(lines: readonly Line[], { sender, date }: About): string[] {
  if (lines.length === 0) return [];
  const knowsTime = lines.every((line) => aired(line));
  return [
    ...(sender ? [] : ['Sender is empty: --sender NAME says which station it was.']),
    ...(knowsTime || date ? [] : ['Sendedatum is empty: tracklistify edit mix.json date 2026-05-01 says when it was.']),
    ...(knowsTime ? [] : ['Sendezeit is empty where nobody knows when it went out: fill it in.']),
  ];
}

/** SUISA's own time. */
const ZURICH = new Intl.DateTimeFormat('en', {
  timeZone: 'Europe/Zurich',
  hourCycle: 'h23',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
});

function aired({ rows: [{ entry }] }: Line): { date: string; time: string } | null {
  if (entry.wallClock === undefined) return null;
  const parts = Object.fromEntries(
    ZURICH.formatToParts(new Date(entry.wallClock)).map(({ type, value }) => [type, value]),
  );
  const { year, month, day, hour, minute, second } = parts;
  return { date: `${year}-${month}-${day}`, time: `${hour}:${minute}:${second}` };
}

/** A year alone is no date. */
const wholeDate = (date = ''): string => (/^\d{4}-\d\d-\d\d$/.test(date) ? date : '');
