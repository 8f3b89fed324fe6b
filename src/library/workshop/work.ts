import type { Work } from '../../threads/serve.js';
import { runMerge } from '../store/merge-job.js';
import type { MergeTask, PrintTask, TaskDone } from './messages.js';
import { type Engine, type Printer, writePrinted } from './printing.js';

/** The worker's side: prints a track from its sound, or merges. */
export function workshopWork(engine: Engine): Work<PrintTask | MergeTask, void, TaskDone> {
  let printer: Printer | null = null;
  return {
    hear(pcm) {
      printer ??= engine.newPrinter();
      printer.push(pcm);
    },
    run(task) {
      if (task.type === 'merge') return runMerge(task.job);
      const ended = printer ?? engine.newPrinter();
      printer = null;
      return task.type === 'write' ? writePrinted(engine, ended, task.job) : null;
    },
  };
}
