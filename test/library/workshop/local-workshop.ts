import { runMerge } from '../../../src/library/store/merge-job.js';
import { type Engine, writePrinted } from '../../../src/library/workshop/printing.js';
import type { Workshop } from '../../../src/library/workshop/workshop.js';

/** Does everything in this thread: tests of other things needn't wait for threads to start. */
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
