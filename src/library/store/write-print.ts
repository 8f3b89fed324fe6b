import type { TrackPrint } from '../../fingerprint/types.js';
import type { RecordPlace } from './segment-format.js';
import { type SegmentSize, SegmentWriter } from './segment-writer.js';
import { sortPostings } from './sort-postings.js';

/** Writes one track's print as a segment of its own: how every track enters the library. */
export function writePrint(path: string, engine: string, print: TrackPrint, record: RecordPlace): SegmentSize {
  const { keys, positions, details } = sortPostings(print);
  let maxDetail = 0;
  for (const detail of details) if (detail > maxDetail) maxDetail = detail;
  const writer = new SegmentWriter(path, engine, {
    maxPosition: Math.max(0, print.length - 1),
    maxDetail,
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
