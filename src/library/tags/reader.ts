import { Worker } from 'node:worker_threads';
import { type Beyond, TAG_MEGABYTES, TAG_SECONDS } from './limits.js';
import type { FromTagReader, ToTagReader } from './messages.js';
import { type ParsedTags, parseTags } from './parse.js';

/** Reads the tags of files that anybody may have made. */
export interface TagReader {
  /** Rejects when the file can't be opened, or when the signal says so. */
  read(path: string, signal: AbortSignal): Promise<ParsedTags>;
  close(): Promise<void>;
}

/** In this thread, for a few files that somebody trusts: a parser that is busy can't be stopped here. */
export const localTagReader: TagReader = { read: (path) => parseTags(path), close: async () => {} };

/**
 * In a thread of its own, so that a file on which a parser would work for minutes is given up after some seconds, a stop is
 * followed at once, and memory has an end. One file after the other: each takes milliseconds, and two that are made to take
 * all memory that they are allowed shouldn't meet. A thread that was stopped is replaced.
 */
export function threadTagReader(
  workerFile: URL,
  limits = { seconds: TAG_SECONDS, megabytes: TAG_MEGABYTES },
): TagReader {
  let worker: Worker | null = null;
  let turn: Promise<unknown> = Promise.resolve();
  const start = (): Worker => {
    const started = new Worker(workerFile, {
      resourceLimits: { maxOldGenerationSizeMb: limits.megabytes, maxYoungGenerationSizeMb: 8 },
    });
    // It mustn't keep the program alive: while an answer is waited for, a timer does that.
    started.unref();
    // What it says after it was given up is nobody's business, and mustn't end the program.
    started.on('error', () => {});
    return started;
  };
  const read = async (path: string, signal: AbortSignal): Promise<ParsedTags> => {
    signal.throwIfAborted();
    worker ??= start();
    const outcome = await ask(worker, path, signal, limits.seconds);
    if (!outcome.good) {
      const stopping = worker.terminate();
      worker = null;
      // Stopping needn't wait for it.
      if (!signal.aborted) await stopping;
    }
    signal.throwIfAborted();
    if ('error' in outcome) throw outcome.error;
    return outcome.parsed;
  };
  return {
    read(path, signal) {
      const reading = turn.then(() => read(path, signal));
      turn = reading.catch(() => {});
      return reading;
    },
    async close() {
      await worker?.terminate();
    },
  };
}

/** `good` when the thread is ready for another file. */
type Outcome = { good: boolean; parsed: ParsedTags } | { good: boolean; error: unknown };

function ask(worker: Worker, path: string, signal: AbortSignal, seconds: number): Promise<Outcome> {
  return new Promise((resolve) => {
    const settle = (outcome: Outcome): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', abort);
      worker.off('message', listen).off('error', fail).off('exit', end);
      resolve(outcome);
    };
    const giveUp = (beyond: Beyond): void => settle({ good: false, parsed: nothing(beyond) });
    const abort = (): void => settle({ good: false, error: signal.reason });
    const listen = (message: FromTagReader): void => {
      if (message.type === 'read') settle({ good: true, parsed: message.parsed });
      else if (message.type === 'beyond') giveUp(message.beyond);
      else settle({ good: true, error: Object.assign(new Error(message.message), { code: message.code }) });
    };
    const fail = (error: NodeJS.ErrnoException): void => {
      if (error.code === 'ERR_WORKER_OUT_OF_MEMORY') giveUp('memory');
      else settle({ good: false, error });
    };
    const end = (): void => giveUp('memory');
    const timer = setTimeout(() => giveUp('time'), seconds * 1000);
    signal.addEventListener('abort', abort, { once: true });
    worker.on('message', listen).on('error', fail).on('exit', end);
    worker.postMessage({ path } satisfies ToTagReader);
  });
}

const nothing = (beyond: Beyond): ParsedTags => ({
  common: {},
  cut: false,
  beyond,
  steps: { bytes: 0, reads: 0, values: 0 },
});
