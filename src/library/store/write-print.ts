import type { TrackPrint } from '../../fingerprint/types.js';
import { byteWidth } from './columns.js';
import type { RecordPlace } from './segment-format.js';
import { type SegmentSize, SegmentWriter } from './segment-writer.js';
import { sortPostings } from './sort-postings.js';

/** Writes one track's print as a segment of its own: how every track enters the library. */
export function writePrint(path: string, engine: string, print: TrackPrint, record: RecordPlace): SegmentSize {
  const { keys, positions, details } = sortPostings(print);
  let widest = 0;
  for (const detail of details) if (detail > widest) widest = detail;
  const writer = new SegmentWriter(path, engine, {
    position: byteWidth(Math.max(0, print.length - 1)),
    detail: byteWidth(widest),
  });
  try {
    writer.addTrack({ length: print.length, seconds: print.seconds, peaks: print.peaks, record });
    for (let i = 0; i < keys.length; i++) writer.addPosting(keys[i]!, positions[i]!, details[i]!);
    return writer.finish();
  } catch (error) {
    writer.abandon();
    throw error;
  }
}
