import type { Heard } from '../../../src/domain/heard.js';
import type { FullFormat } from '../../../src/domain/ports/source.js';
import { runMerge } from '../../../src/library/store/merge-job.js';
import type { Engine } from '../../../src/library/workshop/printing.js';
import { workshopWork } from '../../../src/library/workshop/work.js';
import type { Decoding, Printed, Workshop } from '../../../src/library/workshop/workshop.js';

/** Does everything in this thread: tests of other things needn't wait for threads to start. */
export function localWorkshop(engine: Engine): Workshop {
  return {
    lanes: 1,
    async print(decode, { listen, finish, signal }) {
      const work = workshopWork(engine);
      await hearAll(work, decode, { print: true, listen }, signal);
      return work.run({ type: 'write', job: finish() }) as Printed;
    },
    async listen(decode, signal) {
      const work = workshopWork(engine);
      await hearAll(work, decode, { print: false, listen: true }, signal);
      return work.run({ type: 'heard' }) as Heard;
    },
    async merge(job) {
      return runMerge(job);
    },
    async close() {},
  };
}

async function hearAll(
  work: ReturnType<typeof workshopWork>,
  decode: Decoding,
  what: { print: boolean; listen: boolean },
  signal: AbortSignal,
): Promise<void> {
  work.run({ type: 'begin', ...what });
  const onFull = what.listen ? async (part: Int16Array, format: FullFormat) => work.hear(part, format) : undefined;
  for await (const chunk of decode(onFull)) {
    signal.throwIfAborted();
    work.hear(chunk);
  }
}
