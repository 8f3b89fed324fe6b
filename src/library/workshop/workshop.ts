import type { SegmentEntry } from '../store/manifest.js';
import type { MergeJob, MergeOutcome } from '../store/merge-job.js';
import type { TrackRecord } from '../store/records.js';

/** A track on its way into the library: the name of its segment, and its record but for what decoding tells. */
export interface PrintJob {
  folder: string;
  segment: string;
  record: Omit<TrackRecord, 'duration'>;
}

export interface Printed {
  entry: SegmentEntry;
  record: TrackRecord;
}

/** Where the work is done that keeps a core busy: worker threads, or this one. */
export interface Workshop {
  /** How many prints it makes at once. */
  readonly lanes: number;
  /**
   * Fingerprints the sound and writes the segment. `finish` is asked once all sound has come, and may still refuse by
   * throwing; nothing is written then.
   */
  print(pcm: AsyncIterable<Int16Array>, finish: () => PrintJob, signal: AbortSignal): Promise<Printed>;
  merge(job: MergeJob): Promise<MergeOutcome>;
  /** Stops at once whatever is under way. */
  close(): Promise<void>;
}
