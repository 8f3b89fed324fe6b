import type { MessagePort } from 'node:worker_threads';
import type { FullFormat } from '../domain/ports/source.js';
import { type FromWorker, sendable, type ToWorker } from './messages.js';

/** What a worker does: something with sound, as it comes, and tasks. With a format it is the sound as it is, beside the other. */
export interface Work<Task, Heard, Done> {
  /** The samples are the main thread's again afterwards. */
  hear(pcm: Int16Array, format?: FullFormat): Heard;
  run(task: Task): Done;
}

/** The worker's side: one message after the other, each with its answer. What work throws is the answer, and ends nothing. */
export function serve<Task, Heard, Done>(port: MessagePort, work: Work<Task, Heard, Done>): void {
  const answer = (message: FromWorker<Heard, Done>, transfer: ArrayBuffer[] = []): void =>
    port.postMessage(message, transfer);
  port.on('message', (message: ToWorker<Task>) => {
    if (message.type === 'sound') {
      const { pcm, used, format } = message;
      try {
        answer({ type: 'heard', heard: work.hear(pcm.subarray(0, used), format), pcm }, [pcm.buffer]);
      } catch (error) {
        answer({ type: 'failed', error: sendable(error), pcm }, [pcm.buffer]);
      }
      return;
    }
    try {
      answer({ type: 'done', done: work.run(message.task) });
    } catch (error) {
      answer({ type: 'failed', error: sendable(error) });
    }
  });
}
