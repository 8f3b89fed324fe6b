import type { MixSummary, Played } from '../../../archive/summary.js';
import { clock } from '../../../domain/time.js';
import { renderTable } from '../../terminal/table.js';
import type { OutputStream } from '../../terminal/terminal.js';

/** As people call it. */
export const nameOf = ({ artist, title, name }: Pick<MixSummary, 'artist' | 'title' | 'name'>): string =>
  title ? [artist, title].filter(Boolean).join(' - ') : name;

/** Digits of a number: enough to tell any two apart. */
const SHOWN = 8;

const isKnown = ({ title }: Played): boolean => title !== '';

export function mixTable(mixes: readonly MixSummary[], stream: OutputStream): string {
  return renderTable<MixSummary>(
    {
      columns: [
        { header: 'Number', cell: ({ id }) => id.slice(0, SHOWN) },
        { header: 'Mix', cell: nameOf, min: 12, weight: 6 },
        { header: 'Day', cell: ({ createdAt }) => createdAt.slice(0, 10), drop: 2 },
        { header: 'Length', cell: ({ duration }) => clock(duration), align: 'right', drop: 3 },
        { header: 'Tracks', cell: ({ played }) => String(played.filter(isKnown).length), align: 'right', drop: 4 },
        {
          header: 'Unknown',
          cell: ({ played }) => String(played.filter((p) => !isKnown(p)).length),
          align: 'right',
          drop: 5,
        },
        { header: 'Yours', cell: ({ corrections }) => String(corrections || ''), align: 'right', drop: 6 },
        { header: '', cell: ({ complete }) => (complete ? '' : 'a part'), drop: 1 },
      ],
      rows: mixes,
    },
    stream,
  );
}

/** A mix as scripts see it. */
export function mixJson({
  content: _,
  places: __,
  copies: ____,
  sound: _____,
  asked: ______,
  doubted: _______,
  rejected: ________,
  revision: ___,
  played,
  ...mix
}: MixSummary): Record<string, unknown> {
  return { ...mix, tracks: played.filter(isKnown).length, unknown: played.filter((one) => !isKnown(one)).length };
}
