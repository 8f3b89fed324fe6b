import { clock } from '../../../domain/time.js';
import type { KnownRecord } from '../../../library/facts/fill.js';
import { renderTable } from '../../terminal/table.js';
import type { OutputStream } from '../../terminal/terminal.js';
import type { HeardFigures } from './heard-figures.js';

/**
 * Tracks as a table: where it is narrow, what says least goes first. Artist and title are what somebody looks for, so they get
 * half of the width before anything else gets any. What was heard of a track stands before what its tags say.
 */
export function trackTable(
  records: readonly KnownRecord[],
  stream: OutputStream,
  figures: ReadonlyMap<string, HeardFigures> = new Map(),
): string {
  const bpmOf = (r: KnownRecord): number | null | undefined => figures.get(r.id)?.bpm ?? r.bpm;
  const width = stream.bounded ? stream.columns : 0;
  const artist = Math.min(30, Math.max(8, Math.floor(width * 0.22)));
  const title = Math.min(50, Math.max(10, Math.floor(width * 0.36)));
  return renderTable<KnownRecord>(
    {
      columns: [
        { header: 'Artist', cell: (r) => r.artists.join(' & '), min: artist, weight: 4 },
        { header: 'Title', cell: (r) => r.title, min: title, weight: 6 },
        { header: 'Version', cell: (r) => r.version ?? '', min: 7, weight: 3, drop: 2 },
        { header: 'Album', cell: (r) => r.album ?? '', min: 8, drop: 6 },
        { header: 'Label', cell: (r) => r.label ?? '', min: 6, drop: 7 },
        { header: 'Year', cell: (r) => r.releaseDate?.slice(0, 4) ?? '', drop: 5 },
        { header: 'BPM', cell: (r) => oneDigit(bpmOf(r)), align: 'right', drop: 3 },
        { header: 'Key', cell: (r) => figures.get(r.id)?.key ?? r.key ?? '', drop: 4 },
        { header: 'Energy', cell: (r) => figures.get(r.id)?.energy?.toFixed(1) ?? '', align: 'right', drop: 8 },
        { header: 'LUFS', cell: (r) => figures.get(r.id)?.loudness?.toFixed(1) ?? '', align: 'right', drop: 8 },
        { header: 'Length', cell: (r) => clock(r.duration), align: 'right', drop: 1 },
        { header: 'Named by', cell: (r) => r.namedBy ?? '', drop: 7 },
        { header: 'Crates', cell: (r) => (r.crates ?? []).join(', '), min: 8, drop: 9 },
        { header: 'File', cell: (r) => r.file.path, min: 16, drop: 8 },
      ],
      rows: records,
    },
    stream,
  );
}

const oneDigit = (value: number | null | undefined): string => (value ? String(Math.round(value * 10) / 10) : '');

/** A record as scripts see it: the file's path by itself, and nothing of how the library keeps it. */
export function trackJson(record: KnownRecord): Record<string, unknown> {
  const { file, copies, tagsRead, untold, told, handedOn, ...rest } = record;
  return { ...rest, file: file.path, ...(copies ? { copies: copies.map(({ path }) => path) } : {}) };
}
