import { runMerge } from '../store/merge-job.js';
import { type Engine, writePrinted } from './printing.js';
import type { Workshop } from './workshop.js';

/** Does everything in this thread: for a track or two it is done before a thread has started, and for tests. */
export function localWorkshop(engine: Engine): Workshop {
  return {
    lanes: 1,
    async print(pcm, finish, signal) {
      const printer = engine.newPrinter();
      for await (const chunk of pcm) {
        signal.throwIfAborted();
        printer.push(chunk);
      }
      return writePrinted(engine, printer, finish());
    },
    async merge(job) {
      return runMerge(job);
    },
    async close() {},
  };
}
