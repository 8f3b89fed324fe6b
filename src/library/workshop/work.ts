import type { Work } from '../../threads/serve.js';
import { runMerge } from '../store/merge-job.js';
import type { MergeTask, PrintTask, TaskDone } from './messages.js';
import { type Ear, type Engine, type Printer, writePrinted } from './printing.js';

/** The worker's side: prints a track from its sound, listens to it, or merges. */
export function workshopWork(engine: Engine): Work<PrintTask | MergeTask, void, TaskDone> {
  let printer: Printer | null = null;
  let ear: Ear | null = null;
  const drop = (): null => {
    printer = null;
    ear = null;
    return null;
  };
  return {
    hear(pcm, format) {
      if (format) return ear?.hearFull(pcm, format);
      printer?.push(pcm);
      ear?.hear(pcm);
    },
    run(task) {
      if (task.type === 'merge') return runMerge(task.job);
      if (task.type === 'begin') {
        printer = task.print ? engine.newPrinter() : null;
        ear = (task.listen && engine.newEar?.()) || null;
        return null;
      }
      const [ended, heard] = [printer, ear?.heard()];
      drop();
      if (task.type === 'drop') return null;
      if (task.type === 'heard') return heard ?? null;
      return { ...writePrinted(engine, ended ?? engine.newPrinter(), task.job), ...(heard && { heard }) };
    },
  };
}
