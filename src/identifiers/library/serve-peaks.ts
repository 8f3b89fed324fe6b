import type { MessagePort } from 'node:worker_threads';
import { type PeakChunk, PeakFinder } from '../../fingerprint/index.js';

/** What the main thread and a worker say to each other. A worker has one mix at a time. */
export type ToPeakWorker = { type: 'sound'; pcm: Int16Array } | { type: 'end' };

/** The answers, one to each message, in their order. */
export interface FromPeakWorker {
  peaks: PeakChunk;
}

/** The worker's side. What it throws ends the worker, of which the main thread is told. */
export function servePeaks(port: MessagePort): void {
  // Made before there is sound, since that takes some milliseconds.
  let finder = new PeakFinder();
  port.on('message', (message: ToPeakWorker) => {
    let peaks: PeakChunk;
    if (message.type === 'sound') peaks = finder.push(message.pcm);
    else {
      peaks = finder.finish();
      finder = new PeakFinder();
    }
    port.postMessage({ peaks } satisfies FromPeakWorker);
  });
}
