import { Worker } from 'node:worker_threads';
import type { FromWorker, ToWorker } from './messages.js';
import type { Workshop } from './workshop.js';

/** Samples in one message, 12 s of sound: a message costs tens of microseconds whatever its size. */
const MESSAGE_SAMPLES = 131_072;
/** Messages under way to one worker: enough for it never to wait, little enough for memory. */
const MESSAGES_AHEAD = 4;

type Answer<T extends FromWorker['type']> = Extract<FromWorker, { type: T }>;

/** Prints in `lanes` worker threads, each started when it is first needed, and merges in one more. */
export function threadWorkshop(workerFile: URL, lanes: number): Workshop {
  const free: Thread[] = [];
  const all = new Set<Thread>();
  let closed = false;
  let merger: Thread | null = null;
  let merging: Promise<unknown> = Promise.resolve();

  const start = (): Thread => {
    if (closed) throw new DOMException('The library was closed.', 'AbortError');
    const thread = new Thread(workerFile);
    all.add(thread);
    return thread;
  };

  return {
    lanes,
    async print(pcm, finish, signal) {
      const thread = free.pop() ?? start();
      try {
        for await (const chunk of inMessages(pcm, () => thread.takeRoom())) {
          signal.throwIfAborted();
          await thread.room();
          thread.post({ type: 'pcm', pcm: chunk }, [chunk.buffer as ArrayBuffer]);
          thread.ahead++;
        }
        const job = finish();
        while (thread.ahead > 0) await thread.answer('taken');
        thread.post({ type: 'write', job });
        const { printed } = await thread.answer('written');
        free.push(thread);
        return printed;
      } catch (error) {
        if (await thread.recover()) free.push(thread);
        else all.delete(thread);
        throw error;
      }
    },
    merge(job) {
      const outcome = merging.then(async () => {
        merger ??= start();
        merger.post({ type: 'merge', job });
        return (await merger.answer('merged')).outcome;
      });
      merging = outcome.catch(() => {});
      return outcome;
    },
    async close() {
      closed = true;
      await Promise.all([...all].map((thread) => thread.stop()));
    },
  };
}

/** A worker, asked one thing at a time. */
class Thread {
  /** Messages of sound that it hasn't worked through yet. */
  ahead = 0;
  /** Of messages that it has worked through: getting memory anew for each costs as much as filling it. */
  readonly #spare: ArrayBuffer[] = [];
  readonly #worker: Worker;
  readonly #answers: FromWorker[] = [];
  #failure: Error | null = null;
  #wake: () => void = () => {};

  constructor(file: URL) {
    this.#worker = new Worker(file);
    this.#worker.on('message', (message: FromWorker) => {
      this.#answers.push(message);
      this.#wake();
    });
    this.#worker.on('error', (error) => this.#fail(error));
    this.#worker.on('exit', () => this.#fail(new DOMException('The worker was stopped.', 'AbortError')));
  }

  post(message: ToWorker, transfer: ArrayBuffer[] = []): void {
    this.#worker.postMessage(message, transfer);
  }

  /** Memory for a message of sound. */
  takeRoom(): Int16Array {
    return new Int16Array(this.#spare.pop() ?? new ArrayBuffer(2 * MESSAGE_SAMPLES));
  }

  /** Waits until another message of sound may be sent. */
  async room(): Promise<void> {
    while (this.ahead >= MESSAGES_AHEAD) await this.answer('taken');
  }

  async answer<T extends FromWorker['type']>(type: T): Promise<Answer<T>> {
    while (this.#answers.length === 0) {
      if (this.#failure) throw this.#failure;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    const answer = this.#answers.shift()!;
    if (answer.type === 'failed') {
      const error: NodeJS.ErrnoException = new Error(answer.message);
      if (answer.code) error.code = answer.code;
      if (answer.stack !== undefined) error.stack = answer.stack;
      throw error;
    }
    if (answer.type === 'taken') {
      this.ahead--;
      this.#spare.push(answer.pcm.buffer as ArrayBuffer);
    }
    if (answer.type !== type) return this.answer(type);
    return answer as Answer<T>;
  }

  /** Ready for another print after this one came to nothing; false when the worker itself is broken. */
  async recover(): Promise<boolean> {
    try {
      this.post({ type: 'drop' });
      while (this.ahead > 0) await this.answer('taken');
      return true;
    } catch {
      await this.stop();
      return false;
    }
  }

  async stop(): Promise<void> {
    await this.#worker.terminate();
  }

  #fail(error: Error): void {
    this.#failure ??= error;
    this.#wake();
  }
}

/** The same sound in chunks of one size, each in memory of its own that can be given away. */
async function* inMessages(pcm: AsyncIterable<Int16Array>, takeRoom: () => Int16Array): AsyncGenerator<Int16Array> {
  let message = takeRoom();
  let used = 0;
  for await (const chunk of pcm) {
    for (let at = 0; at < chunk.length; ) {
      const part = chunk.subarray(at, at + MESSAGE_SAMPLES - used);
      message.set(part, used);
      used += part.length;
      at += part.length;
      if (used === MESSAGE_SAMPLES) {
        yield message;
        message = takeRoom();
        used = 0;
      }
    }
  }
  if (used > 0) yield message.subarray(0, used);
}
