import { Worker } from 'node:worker_threads';
import type { PeakChunk } from '../../fingerprint/index.js';
import type { FromPeakWorker, ToPeakWorker } from './serve-peaks.js';

/** Samples in one message, 3 s of sound: a message costs tens of microseconds whatever its size. */
const MESSAGE_SAMPLES = 32_768;

/** A worker that finds peaks, seen from the main thread. */
export class PeakThread {
  readonly #worker: Worker;
  /** What is done with the answers that are still to come, in their order. */
  readonly #waiting: Array<(peaks: PeakChunk) => void> = [];
  readonly #spare: Int16Array[] = [];
  #failure: Error | null = null;
  #wake: () => void = () => {};

  constructor(file: URL) {
    this.#worker = new Worker(file);
    this.#worker.on('message', (answer: FromPeakWorker) => this.#answered(answer));
    this.#worker.on('error', (error) => this.#fail(error));
    this.#worker.on('messageerror', (error) => this.#fail(error));
    this.#worker.on('exit', () => this.#fail(new Error('The thread that finds peaks was stopped.')));
  }

  /** Whether it can take another mix once one is finished. */
  get usable(): boolean {
    return this.#failure === null;
  }

  /** To be filled with sound and sent: one that has come back, if there is one. */
  message(): Int16Array {
    return this.#spare.pop() ?? new Int16Array(MESSAGE_SAMPLES);
  }

  /** Sends the first `used` samples of a message, which is gone then. Its peaks are given to `use` as soon as they come. */
  send(pcm: Int16Array, used: number, use: (peaks: PeakChunk) => void): void {
    this.#post({ type: 'sound', pcm, used }, use, [pcm.buffer as ArrayBuffer]);
  }

  /** No more sound comes; `use` is given the last peaks. */
  end(use: (peaks: PeakChunk) => void): void {
    this.#post({ type: 'end' }, use);
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

  #post(message: ToPeakWorker, use: (peaks: PeakChunk) => void, transfer: ArrayBuffer[] = []): void {
    this.#waiting.push(use);
    this.#worker.postMessage(message, transfer);
  }

  #answered({ peaks, pcm }: FromPeakWorker): void {
    if (this.#failure) return;
    if (pcm) this.#spare.push(pcm);
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
