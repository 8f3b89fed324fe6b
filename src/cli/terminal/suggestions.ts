import { FACTORS, type Suggestion, type Suggestions } from '../../domain/suggestion.js';
import { plain } from '../../domain/text.js';
import { clock, longClock } from '../../domain/time.js';
import { fullTitle, trackLabel } from '../../domain/track.js';
import { plural, signs } from './figures.js';
import { renderTable } from './table.js';
import type { OutputStream } from './terminal.js';

/** Reasons in a table; --explain says all of them. */
const SHOWN = 4;

/** What could be played, with why, as a table. */
export function suggestionsText(suggestions: Suggestions, out: OutputStream): string {
  const { from, kind, tracks, length = 0 } = suggestions;
  const heading = {
    next: () => `After ${fromText(suggestions, out)}`,
    path: () => `From ${fromText(suggestions, out)} in ${plural(tracks.length, 'step')}, ${longClock(length)}`,
    set: () =>
      `A set of ${plural(tracks.length, 'track')}, ${longClock(length)}${from ? `, from ${fromText(suggestions, out)}` : ''}`,
  }[kind]();
  const width = out.bounded ? out.columns : 0;
  const table = renderTable<Suggestion>(
    {
      columns: [
        { header: 'Start', cell: ({ start }) => (start === undefined ? '' : clock(start)), align: 'right', drop: 5 },
        { header: 'Fit', cell: (one) => fitText(one), align: 'right', drop: 2 },
        {
          header: 'Artist',
          cell: ({ track }) => track.artists.join(' & '),
          min: Math.max(8, Math.floor(width * 0.14)),
          weight: 4,
        },
        {
          header: 'Title',
          cell: ({ track }) => fullTitle(track),
          min: Math.max(10, Math.floor(width * 0.2)),
          weight: 5,
        },
        { header: 'BPM', cell: ({ bpm }) => bpm?.toFixed(1) ?? '', align: 'right', drop: 3 },
        { header: 'Key', cell: ({ camelot = '' }) => camelot, drop: 4 },
        { header: 'Energy', cell: ({ energy }) => energy?.toFixed(1) ?? '', align: 'right', drop: 7 },
        { header: 'Length', cell: ({ duration }) => clock(duration), align: 'right', drop: 8 },
        {
          header: 'Why',
          cell: ({ reasons, start }) =>
            signs(
              reasons
                .slice(0, SHOWN)
                .map(({ text }) => text)
                .join('; ') || (start === undefined ? 'nothing is known of how it sounds' : ''),
              out,
            ),
          min: 20,
          weight: 8,
          // A few words of it say less than the figures beside it; --explain has them all.
          drop: 6,
        },
      ],
      rows: tracks,
    },
    out,
  );
  return `${heading}\n\n${table}`;
}

/** Each with all that counted, a line a reason. */
export function explanation({ tracks }: Suggestions, out: OutputStream): string {
  return tracks
    .map(({ track, score, reasons }) => {
      const lines = FACTORS.flatMap((factor) => reasons.filter((reason) => reason.factor === factor)).map(
        ({ factor, score, text }) => `    ${factor.padEnd(6)}  ${score.toFixed(2)}  ${signs(plain(text), out)}\n`,
      );
      return `\n  ${plain(trackLabel(track))}  ${score.toFixed(2)}\n${lines.join('')}`;
    })
    .join('');
}

function fromText({ from }: Suggestions, out: OutputStream): string {
  if (!from) return '';
  const { bpm, camelot, energy } = from;
  const known = [
    ...(bpm === undefined ? [] : [`${bpm.toFixed(1)} BPM`]),
    ...(camelot === undefined ? [] : [camelot]),
    ...(energy === undefined ? [] : [`energy ${energy.toFixed(1)}`]),
  ];
  return `${out.style.bold(plain(trackLabel(from)))}${known.length > 0 ? ` (${known.join(', ')})` : ''}`;
}

/** Of the first track of a set there is nothing that it would fit. */
const fitText = ({ score, reasons, start }: Suggestion): string =>
  reasons.length === 0 && start !== undefined ? '' : `${Math.round(score * 100)} %`;
