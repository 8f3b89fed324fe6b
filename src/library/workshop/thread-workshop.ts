import { Lane } from '../../threads/lane.js';
import type { MergeOutcome } from '../store/merge-job.js';
import type { MergeTask, PrintTask } from './messages.js';
import type { Printed, Workshop } from './workshop.js';

const LANE = {
  /** 12 s of sound. */
  messageSamples: 131_072,
  messagesAhead: 4,
  stopped: () => new DOMException('The worker was stopped.', 'AbortError'),
};

/** Prints in `lanes` worker threads, each started when it is first needed, and merges in one more. */
export function threadWorkshop(workerFile: URL, lanes: number): Workshop {
  const free: Lane<PrintTask, void, Printed>[] = [];
  const all = new Set<{ stop(): Promise<void> }>();
  let closed = false;
  let merger: Lane<MergeTask, void, MergeOutcome> | null = null;
  let merging: Promise<unknown> = Promise.resolve();

  const start = <Task, Done>(): Lane<Task, void, Done> => {
    if (closed) throw new DOMException('The library was closed.', 'AbortError');
    const lane = new Lane<Task, void, Done>(workerFile, LANE);
    all.add(lane);
    return lane;
  };

  return {
    lanes,
    async print(pcm, finish, signal) {
      const lane = free.pop() ?? start<PrintTask, Printed>();
      try {
        for await (const chunk of pcm) {
          signal.throwIfAborted();
          await lane.hear(chunk);
        }
        const printed = await lane.run({ type: 'write', job: finish() });
        free.push(lane);
        return printed;
      } catch (error) {
        if (await lane.breakOff({ type: 'drop' })) free.push(lane);
        else all.delete(lane);
        throw error;
      }
    },
    merge(job) {
      const outcome = merging.then(() => {
        merger ??= start<MergeTask, MergeOutcome>();
        return merger.run({ type: 'merge', job });
      });
      merging = outcome.catch(() => {});
      return outcome;
    },
    async close() {
      closed = true;
      await Promise.all([...all].map((lane) => lane.stop()));
    },
  };
}
