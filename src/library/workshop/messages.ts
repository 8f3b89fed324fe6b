import type { Heard } from '../../domain/heard.js';
import type { MergeJob, MergeOutcome } from '../store/merge-job.js';
import type { Printed, PrintJob } from './workshop.js';

/** What a worker is told between stretches of sound: what to do with the sound that comes, and that has come, … */
export type PrintTask =
  | { type: 'begin'; print: boolean; listen: boolean }
  | { type: 'write'; job: PrintJob }
  | { type: 'heard' }
  | { type: 'drop' };
/** … or something that has nothing to do with sound. */
export type MergeTask = { type: 'merge'; job: MergeJob };

/** What these come to: a print that was written, what was heard, nothing, an outcome. */
export type TaskDone = Printed | Heard | null | MergeOutcome;
