import { Worker } from 'node:worker_threads';
import type { PeakChunk } from '../../fingerprint/index.js';
import type { FromPeakWorker, ToPeakWorker } from './serve-peaks.js';

/** A worker that finds peaks, seen from the main thread. */
export class PeakThread {
  readonly #worker: Worker;
  /** What is done with the answers that are still to come, in their order. */
  readonly #waiting: Array<(peaks: PeakChunk) => void> = [];
  #failure: Error | null = null;
  #wake: () => void = () => {};

  constructor(file: URL) {
    this.#worker = new Worker(file);
    this.#worker.on('message', ({ peaks }: FromPeakWorker) => this.#answered(peaks));
    this.#worker.on('error', (error) => this.#fail(error));
    this.#worker.on('messageerror', (error) => this.#fail(error));
    this.#worker.on('exit', () => this.#fail(new Error('The thread that finds peaks was stopped.')));
  }

  /** Whether it can take another mix once one is finished. */
  get usable(): boolean {
    return this.#failure === null;
  }

  /** What comes back is given to `use` as soon as it comes. Sound that is sent is gone here. */
  post(message: ToPeakWorker, use: (peaks: PeakChunk) => void): void {
    this.#waiting.push(use);
    this.#worker.postMessage(message, message.type === 'sound' ? [message.pcm.buffer as ArrayBuffer] : []);
  }

  /** Waits until fewer than so many answers are still to come. Rejects once anything has failed, in either thread. */
  async room(answers: number): Promise<void> {
    while (this.#waiting.length >= answers && !this.#failure) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    if (this.#failure) throw this.#failure;
  }

  async stop(): Promise<void> {
    await this.#worker.terminate();
  }

  #answered(peaks: PeakChunk): void {
    if (this.#failure) return;
    try {
      this.#waiting.shift()!(peaks);
    } catch (error) {
      void this.stop();
      this.#fail(error as Error);
    }
    this.#wake();
  }

  #fail(error: Error): void {
    this.#failure ??= error;
    this.#wake();
  }
}
