import type { MessagePort } from 'node:worker_threads';
import { type PeakChunk, PeakFinder } from '../../fingerprint/index.js';

/** What the main thread and a worker say to each other. A worker has one mix at a time. */
export type ToPeakWorker =
  /** The first `used` samples of `pcm` are sound. */
  { type: 'sound'; pcm: Int16Array; used: number } | { type: 'end' };

/** The answers, one to each message, in their order. */
export interface FromPeakWorker {
  peaks: PeakChunk;
  /** What the sound came in, to be filled again. */
  pcm?: Int16Array;
}

/** The worker's side. What it throws ends the worker, of which the main thread is told. */
export function servePeaks(port: MessagePort): void {
  // Made before there is sound, since that takes some milliseconds.
  let finder = new PeakFinder();
  const answer = (message: FromPeakWorker, transfer: ArrayBuffer[] = []): void => port.postMessage(message, transfer);
  port.on('message', (message: ToPeakWorker) => {
    if (message.type === 'sound') {
      const { pcm, used } = message;
      answer({ peaks: finder.push(pcm.subarray(0, used)), pcm }, [pcm.buffer as ArrayBuffer]);
    } else {
      answer({ peaks: finder.finish() });
      finder = new PeakFinder();
    }
  });
}
