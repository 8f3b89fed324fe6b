import { oneLine } from '../../domain/text.js';
import { clock, longClock } from '../../domain/time.js';
import type { Evidence } from '../../domain/tracklist.js';
import { type Cell, csvText } from '../csv-text.js';
import type { Row } from '../rows.js';
import { codeOf, type Sheet, type Verdict } from './sheet.js';

const HEADER = [
  'line',
  'left_out',
  'start',
  'end',
  'artists',
  'title',
  'isrc',
  'said_by_a_person',
  'confidence',
  'heard_by',
  'heard',
  'names_told_by',
  'ids',
];
/** More answers than this say nothing new. */
const MOST = 20;

/** Why each line stands in a sheet, and what else was played: for whoever asks, and for whoever signs it. */
export const evidenceOf = ({ verdicts }: Sheet): string => csvText([HEADER, ...verdicts.map(cellsOf)]);

function cellsOf({ row, order, reason }: Verdict): Cell[] {
  const { entry } = row;
  const { track } = entry;
  return [
    order,
    reason,
    longClock(row.start),
    longClock(row.end),
    row.artist,
    row.title,
    track && codeOf(track),
    entry.corrected ? 'yes' : '',
    entry.confidence === null ? null : Number(entry.confidence.toFixed(3)),
    [...new Set(entry.evidence.map(({ identifier }) => oneLine(identifier)))].join(', '),
    heard(entry.evidence),
    toldBy(row),
    Object.entries(track?.ids ?? {})
      .map(([service, id]) => oneLine(`${service}:${id}`))
      .join(', '),
  ];
}

/** `library at 0:12 (0.98); shazam at 6:40 (0.66)` */
function heard(evidence: readonly Evidence[]): string {
  const answers = evidence.slice(0, MOST).map(({ identifier, mixTime, score }) => {
    return `${oneLine(identifier)} at ${clock(mixTime)} (${Number(score.toFixed(3))})`;
  });
  const more = evidence.length - answers.length;
  return [...answers, ...(more > 0 ? [`and ${more} more`] : [])].join('; ');
}

/** `label: musicbrainz` */
function toldBy({ entry }: Row): string {
  if (entry.kind !== 'track') return '';
  return Object.entries(entry.toldBy ?? {})
    .map(([field, service]) => oneLine(`${field}: ${service}`))
    .join(', ');
}
