import { OlderFormat } from './damage.js';
import { EarlierSegment } from './earlier-segment.js';
import { SegmentFile } from './segment-file.js';
import type { RecordPlace } from './segment-format.js';
import type { SegmentSource } from './segment-source.js';

/** Opens a segment of today's format or an earlier one. */
export function openSource(path: string): SegmentSource {
  try {
    return SegmentFile.open(path);
  } catch (error) {
    if (!(error instanceof OlderFormat)) throw error;
    return EarlierSegment.open(path);
  }
}

/** Where each track's line lies in NAME.tracks, as the prints say; null when they can't be read. */
export function recordPlaces(path: string): RecordPlace[] | null {
  try {
    const file = openSource(path);
    const { table } = file;
    file.close();
    return Array.from({ length: table.count }, (_, track) => table.record(track));
  } catch {
    return null;
  }
}
