import type { Verdict } from '../../demo/judge.js';
import { clock } from '../../domain/time.js';
import { plural, speedText } from './figures.js';
import { type Column, renderTable } from './table.js';
import type { OutputStream } from './terminal.js';

/** What was found beside what was played, and in one line whether that is right. */
export function renderVerdict(verdicts: readonly Verdict[], stream: OutputStream): string {
  const { style } = stream;
  const wrong = verdicts.filter((v) => v.wrong.length > 0).length;
  const tracks = verdicts.filter((v) => v.truth.score).length;
  const unknown = verdicts.length - tracks;
  const verdict =
    wrong === 0
      ? style.green(`All right: ${plural(tracks, 'track')} named, ${unknown} unknown left unnamed.`)
      : style.red(`${wrong} of ${verdicts.length} wrong: see the last column.`);
  return `${renderTable({ columns, rows: verdicts }, stream)}\n${verdict}\n`;
}

const columns: readonly Column<Verdict>[] = [
  {
    header: 'Played',
    min: 16,
    cell: (v) => v.played,
    paint: (text, v, style) => (v.truth.score ? text : style.dim(text)),
  },
  { header: 'At', align: 'right', cell: (v) => clock(v.truth.start) },
  { header: 'Found', align: 'right', cell: (v) => (v.entry ? clock(v.entry.start) : '') },
  {
    header: 'Off by',
    align: 'right',
    drop: 2,
    cell: (v) => (v.entry ? `${Math.abs(v.entry.start - v.truth.start).toFixed(1)} s` : ''),
  },
  { header: 'Speed', align: 'right', cell: (v) => (v.truth.score ? speedText(v.truth.speed) : '') },
  { header: 'Found', align: 'right', cell: (v) => speedText(v.entry?.speed) },
  { header: 'Deck', drop: 1, cell: (v) => (v.truth.speed === 1 ? '' : v.truth.deck) },
  {
    header: 'Right',
    min: 5,
    cell: (v) => (v.wrong.length > 0 ? `no: ${v.wrong.join(', ')}` : 'yes'),
    paint: (text, v, style) => (v.wrong.length > 0 ? style.red : style.green)(text),
  },
];
