import type { Heard } from '../../domain/heard.js';
import type { PcmRequest } from '../../domain/ports/source.js';
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
  /** What was heard of it, where it was listened to. */
  heard?: Heard;
}

/** Begins to decode at the engine's rate; with `onFull`, the sound as it is comes along. */
export type Decoding = (onFull?: PcmRequest['onFull']) => AsyncIterable<Int16Array>;

export interface PrintWanted {
  /** Whether it is listened to as well, for its tempo, key, loudness and the like. */
  listen: boolean;
  /** Asked once all sound has come, and may still refuse by throwing; nothing is written then. */
  finish: () => PrintJob;
  signal: AbortSignal;
}

/** Where the work is done that keeps a core busy: worker threads, or this one. */
export interface Workshop {
  /** How many prints it makes at once. */
  readonly lanes: number;
  /** Fingerprints the sound and writes the segment. */
  print(decode: Decoding, wanted: PrintWanted): Promise<Printed>;
  /** Only listens to it. */
  listen(decode: Decoding, signal: AbortSignal): Promise<Heard>;
  merge(job: MergeJob): Promise<MergeOutcome>;
  /** Stops at once whatever is under way. */
  close(): Promise<void>;
}
