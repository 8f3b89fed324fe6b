import { clock } from '../../../domain/time.js';
import type { TrackRecord } from '../../../library/store/records.js';
import { renderTable } from '../../terminal/table.js';
import type { OutputStream } from '../../terminal/terminal.js';

/** Tracks as a table: where it is narrow, what says least goes first. */
export function trackTable(records: readonly TrackRecord[], stream: OutputStream): string {
  return renderTable<TrackRecord>(
    {
      columns: [
        { header: 'Artist', cell: (r) => r.artists.join(' & '), min: 8, weight: 2 },
        { header: 'Title', cell: (r) => r.title, min: 10, weight: 3 },
        { header: 'Version', cell: (r) => r.version ?? '', min: 7, drop: 2 },
        { header: 'Album', cell: (r) => r.album ?? '', min: 8, drop: 4 },
        { header: 'Label', cell: (r) => r.label ?? '', min: 6, drop: 5 },
        { header: 'Year', cell: (r) => r.releaseDate?.slice(0, 4) ?? '', drop: 3 },
        { header: 'Length', cell: (r) => clock(r.duration), align: 'right' },
        { header: 'File', cell: (r) => r.file.path, min: 16, weight: 3, drop: 6 },
      ],
      rows: records,
    },
    stream,
  );
}

/** A record as scripts see it: the file's path by itself, and nothing of how the library keeps it. */
export function trackJson(record: TrackRecord): Record<string, unknown> {
  const { file, copies, ...rest } = record;
  return { ...rest, file: file.path, ...(copies ? { copies: copies.map(({ path }) => path) } : {}) };
}
