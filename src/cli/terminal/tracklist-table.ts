import { claimLabel } from '../../domain/claim-words.js';
import { enrichmentOf, isDoubted } from '../../domain/enrichment/saved.js';
import { tempoStepText } from '../../domain/mixed-in-words.js';
import { playedKey } from '../../domain/played.js';
import { clock } from '../../domain/time.js';
import { idLabel, playedBpm, trackLabel } from '../../domain/track.js';
import type { Entry, Tracklist } from '../../domain/tracklist.js';
import { confidenceText, paintConfidence, signs, speedText, versionMark } from './figures.js';
import { wrapPhrases } from './line.js';
import { type Column, renderTable, shownColumns } from './table.js';
import type { OutputStream, Style } from './terminal.js';
import { entryPaint, timeStrip } from './time-strip.js';

interface Row {
  number: number;
  entry: Entry;
}

/** What a person sees of a tracklist: the time line as a strip, and a row for each entry. */
export function renderTracklist(tracklist: Tracklist, stream: OutputStream): string {
  if (tracklist.entries.length === 0) {
    return tracklist.complete
      ? 'No music was heard in it, so there is no tracklist to show.\n'
      : 'It ended before any music was heard, so there is no tracklist to show.\n';
  }
  const rows = tracklist.entries.map((entry, i) => ({ number: i + 1, entry }));
  const table = { columns: columns(false, stream), rows };
  // A version is what tells a remix from its original: without a column of its own it goes with the title.
  const hasVersion = rows.some(({ entry }) => version(entry));
  const dropped = hasVersion && !shownColumns(table, stream).some((c) => c.header === 'Version');
  const body = renderTable(dropped ? { columns: columns(true, stream), rows } : table, stream);
  const strip = timeStrip(tracklist, stream);
  const above = strip.length > 0 ? `${strip.join('\n')}\n\n` : '';
  return `${above}${body}${legend(tracklist, stream)}`;
}

/** What a mark means that isn't seen every day. */
function legend({ entries }: Tracklist, stream: OutputStream): string {
  if (!entries.some((entry) => versionMark(entry) && !entry.corrected)) return '';
  const lines = wrapPhrases(['~ surely this track, less surely this version of it (--explain says why)'], '', stream);
  return `\n${lines.map((line) => stream.style.dim(line)).join('\n')}\n`;
}

function columns(versionInTitle: boolean, stream: OutputStream): Column<Row>[] {
  const whole = dimUnknown((text) => text);
  return [
    {
      header: '#',
      align: 'right',
      drop: 1,
      cell: ({ number }) => String(number),
      paint: dimUnknown((text, { number }, style) => entryPaint(number - 1)(style)(text)),
    },
    { header: 'Start', align: 'right', cell: ({ entry }) => clock(entry.start), paint: whole },
    { header: 'Artist', min: 12, weight: 2, cell: artist, paint: whole },
    {
      header: 'Title',
      min: 16,
      weight: 3,
      cell: ({ entry }) => title(entry, versionInTitle),
      paint: dimUnknown((text, _, style) => style.bold(text)),
    },
    ...(versionInTitle
      ? []
      : [{ header: 'Version', min: 12, weight: 2, drop: 2, cell: ({ entry }: Row) => version(entry) }]),
    {
      header: 'Label',
      min: 8,
      drop: 3,
      cell: ({ entry }) => entry.track?.label ?? '',
      paint: dimUnknown((text, _, style) => style.dim(text)),
    },
    { header: 'BPM', align: 'right', drop: 4, cell: ({ entry }) => playedBpm(entry)?.toFixed(1) ?? '' },
    { header: 'Key', drop: 5, cell: ({ entry }) => (entry.kind === 'track' ? (playedKey(entry) ?? '') : '') },
    { header: 'Mix', drop: 6, cell: ({ entry }) => signs(mixText(entry), stream) },
    { header: 'Speed', align: 'right', drop: 1, cell: ({ entry }) => speedText(entry.speed) },
    {
      header: 'Sure',
      // A model's doubt is its own: it takes nothing from what the evidence says.
      cell: ({ entry }) =>
        entry.corrected
          ? 'yours'
          : `${confidenceText(entry.confidence)}${versionMark(entry)}${isDoubted(entry) ? ' !' : ''}`,
      paint: (text, { entry }, style) => paintConfidence(text, entry.confidence, style),
    },
  ];
}

/** How the step from the track before sounds: `8A→9A +1.0 %`. An exclamation mark stands for keys that clash. */
function mixText(entry: Entry): string {
  const { keys, tempo } = (entry.kind === 'track' && entry.mixedIn) || {};
  return [
    keys ? `${keys.from}→${keys.to}${keys.fits ? '' : ' !'}` : '',
    tempo === undefined ? '' : tempoStepText(tempo),
  ]
    .filter(Boolean)
    .join(' ');
}

type Paint = NonNullable<Column<Row>['paint']>;

function dimUnknown(paint: Paint): Paint {
  return (text: string, row: Row, style: Style) =>
    row.entry.kind === 'unknown' ? style.dim(text) : paint(text, row, style);
}

function artist({ entry }: Row): string {
  if (entry.kind === 'unknown') return 'ID';
  return `${entry.layered ? 'w/ ' : ''}${entry.track.artists.join(' & ')}`;
}

function title(entry: Entry, withVersion: boolean): string {
  if (entry.kind === 'unknown') {
    const name = entry.number === undefined ? 'ID' : idLabel(entry.number);
    const { heard } = enrichmentOf(entry);
    if (heard) return `${name} (${heard.description})`;
    const [claim, ...more] = entry.claims ?? [];
    if (claim) return `${name}? claimed: ${claimLabel(claim)}${more.length > 0 ? ` and ${more.length} more` : ''}`;
    const [place] = entry.alsoIn ?? [];
    return place ? `${name} (also in ${trackLabel(place.track)} at ${clock(place.trackTime)})` : name;
  }
  const { title } = entry.track;
  return withVersion && version(entry) ? `${title} (${version(entry)})` : title;
}

/** Edits that the sound can't tell apart stand side by side. */
function version(entry: Entry): string {
  if (entry.kind === 'unknown') return '';
  const edits = entry.alternatives.filter(({ sameSound }) => sameSound).map(({ track }) => track);
  return [...new Set([entry.track, ...edits].map((track) => track.version ?? ''))].filter(Boolean).join(' / ');
}
