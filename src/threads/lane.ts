import { Worker } from 'node:worker_threads';
import type { FullFormat } from '../domain/ports/source.js';
import { type FromWorker, received, type ToWorker } from './messages.js';

export interface LaneOptions {
  /** Samples in one message: a message costs tens of microseconds whatever its size. */
  messageSamples: number;
  /** Messages of sound under way at most: enough for neither thread to wait for the other's hiccups, little enough for memory. */
  messagesAhead: number;
  /** The error for all that still wait when the worker ends, by `stop` or by itself. */
  stopped(): Error;
  /** What the worker is to know from its beginning. */
  data?: unknown;
}

type Sound = Int16Array<ArrayBuffer>;

/** A message that is being filled. */
interface Filling {
  message: Sound | null;
  used: number;
  format?: FullFormat;
}

/**
 * A worker seen from the main thread: sound goes to it in messages of one size, whose memory travels back, and tasks between them. One user
 * at a time.
 */
export class Lane<Task, Heard, Done> {
  readonly #worker: Worker;
  readonly #options: LaneOptions;
  /** What is done with the answers that are still to come, in their order. */
  readonly #waiting: Array<(answer: FromWorker<Heard, Done>) => void> = [];
  /** Memory that has come back: getting it anew costs as much as filling it. */
  readonly #spare: Sound[] = [];
  #take: (heard: Heard) => void = () => {};
  /** Of the sound at the worker's own rate, and of the sound as it is. */
  #own: Filling = { message: null, used: 0 };
  #full: Filling = { message: null, used: 0 };
  #soundAhead = 0;
  /** Why the sound of now has come to nothing, and why nothing goes on at all. */
  #failed: Error | null = null;
  #ended: Error | null = null;
  /** Who waits for an answer, or for the end. */
  #waking: Array<() => void> = [];

  constructor(file: URL, options: LaneOptions) {
    this.#options = options;
    this.#worker = new Worker(file, { workerData: options.data });
    this.#worker.on('message', (answer: FromWorker<Heard, Done>) => this.#answered(answer));
    this.#worker.on('error', (error) => this.#end(error));
    this.#worker.on('messageerror', (error) => this.#end(error));
    this.#worker.on('exit', () => this.#end(options.stopped()));
  }

  /** Whether it can take more: neither has the worker ended nor has its sound come to nothing. */
  get usable(): boolean {
    return this.#ended === null && this.#failed === null;
  }

  /** From now on `take` is given what each message of sound told, in order, as soon as it comes. What it throws breaks the sound off. */
  begin(take: (heard: Heard) => void): void {
    this.#take = take;
  }

  /**
   * The next stretch of sound. Resolves when more is wanted; the stretch is the caller's again then. With a format it is of the sound as
   * it is, which may come along at the same time.
   */
  async hear(pcm: Int16Array, format?: FullFormat): Promise<void> {
    const filling = format ? this.#full : this.#own;
    if (format) filling.format = format;
    for (let at = 0; at < pcm.length; ) {
      filling.message ??= this.#spare.pop() ?? new Int16Array(this.#options.messageSamples);
      const part = pcm.subarray(at, at + filling.message.length - filling.used);
      filling.message.set(part, filling.used);
      filling.used += part.length;
      at += part.length;
      if (filling.used < filling.message.length) return;
      await this.#until(() => this.#soundAhead < this.#options.messagesAhead);
      this.#flush(filling);
    }
  }

  /** Sends what is left of the sound, and then the task; resolves to what it came to. */
  async run(task: Task): Promise<Done> {
    this.#flush(this.#own);
    this.#flush(this.#full);
    let answer: FromWorker<Heard, Done> | undefined;
    this.#post({ type: 'task', task }, (message) => {
      answer = message;
    });
    await this.#until(() => answer !== undefined);
    if (answer?.type === 'done') return answer.done;
    throw answer?.type === 'failed' ? received(answer.error) : new Error('The worker answered something else.');
  }

  /**
   * Breaks the sound off: forgets what wasn't sent, waits for what is under way, and lets the worker clean up by this task. False
   * when the worker is broken; it is stopped then.
   */
  async breakOff(task: Task): Promise<boolean> {
    this.#own = { message: null, used: 0 };
    this.#full = { message: null, used: 0 };
    this.#take = () => {};
    try {
      this.#post({ type: 'task', task }, () => {});
      await this.#untilIdle();
      this.#failed = null;
      return true;
    } catch {
      await this.stop();
      return false;
    }
  }

  async stop(): Promise<void> {
    await this.#worker.terminate();
  }

  #flush(filling: Filling): void {
    const { message: pcm, used, format } = filling;
    if (pcm) {
      this.#soundAhead++;
      const message = { type: 'sound', pcm, used, ...(format && { format }) } as const;
      this.#post(message, (answer) => this.#heard(answer), [pcm.buffer]);
    }
    filling.message = null;
    filling.used = 0;
  }

  #heard(answer: FromWorker<Heard, Done>): void {
    this.#soundAhead--;
    if (answer.type === 'failed') this.#failed ??= received(answer.error);
    if (answer.type !== 'heard' || this.#failed) return;
    try {
      this.#take(answer.heard);
    } catch (error) {
      this.#failed = error as Error;
    }
  }

  #post(message: ToWorker<Task>, use: (answer: FromWorker<Heard, Done>) => void, transfer: ArrayBuffer[] = []): void {
    this.#waiting.push(use);
    this.#worker.postMessage(message, transfer);
  }

  #answered(answer: FromWorker<Heard, Done>): void {
    if ('pcm' in answer && answer.pcm) this.#spare.push(answer.pcm);
    this.#waiting.shift()?.(answer);
    this.#wake();
  }

  async #until(isSo: () => boolean): Promise<void> {
    for (;;) {
      const error = this.#failed ?? this.#ended;
      if (error) throw error;
      if (isSo()) return;
      await this.#news();
    }
  }

  async #untilIdle(): Promise<void> {
    while (this.#waiting.length > 0) {
      if (this.#ended) throw this.#ended;
      await this.#news();
    }
  }

  #news(): Promise<void> {
    return new Promise((resolve) => {
      this.#waking.push(resolve);
    });
  }

  #wake(): void {
    const waking = this.#waking;
    this.#waking = [];
    for (const wake of waking) wake();
  }

  #end(error: Error): void {
    this.#ended ??= error;
    this.#wake();
  }
}
