import type { Heard } from '../../domain/heard.js';
import { Lane } from '../../threads/lane.js';
import type { MergeOutcome } from '../store/merge-job.js';
import type { MergeTask, PrintTask } from './messages.js';
import type { Decoding, Printed, Workshop } from './workshop.js';

const LANE = {
  /** 12 s of sound. */
  messageSamples: 131_072,
  messagesAhead: 4,
  stopped: () => new DOMException('The worker was stopped.', 'AbortError'),
};

/** Prints and listens in `lanes` worker threads, each started when it is first needed, and merges in one more. */
export function threadWorkshop(workerFile: URL, lanes: number): Workshop {
  const free: Lane<PrintTask, void, unknown>[] = [];
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

  /** Lets a worker hear all of a sound, and then do something with it. */
  const hearing = async <Done>(
    decode: Decoding,
    what: { print: boolean; listen: boolean },
    finish: () => PrintTask,
    signal: AbortSignal,
  ): Promise<Done> => {
    const lane = free.pop() ?? start<PrintTask, unknown>();
    try {
      await lane.run({ type: 'begin', ...what });
      for await (const chunk of decode(what.listen ? (part, format) => lane.hear(part, format) : undefined)) {
        signal.throwIfAborted();
        await lane.hear(chunk);
      }
      const done = await lane.run(finish());
      free.push(lane);
      return done as Done;
    } catch (error) {
      if (await lane.breakOff({ type: 'drop' })) free.push(lane);
      else all.delete(lane);
      throw error;
    }
  };

  return {
    lanes,
    print: (decode, { listen, finish, signal }) =>
      hearing<Printed>(decode, { print: true, listen }, () => ({ type: 'write', job: finish() }), signal),
    listen: (decode, signal) =>
      hearing<Heard>(decode, { print: false, listen: true }, () => ({ type: 'heard' }), signal),
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
