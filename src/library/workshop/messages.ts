import type { MergeJob, MergeOutcome } from '../store/merge-job.js';
import type { Printed, PrintJob } from './workshop.js';

/** What the library's thread and a worker say to each other. A worker has one task at a time. */
export type ToWorker =
  | { type: 'pcm'; pcm: Int16Array }
  | { type: 'write'; job: PrintJob }
  /** Forget the sound that has come. */
  | { type: 'drop' }
  | { type: 'merge'; job: MergeJob };

export type FromWorker =
  /** A chunk has been worked through: another may be sent, in the same memory. */
  | { type: 'taken'; pcm: Int16Array }
  | { type: 'written'; printed: Printed }
  | { type: 'merged'; outcome: MergeOutcome }
  | { type: 'failed'; message: string; code: string | undefined; stack: string | undefined };
