import { parentPort } from 'node:worker_threads';
import { type PeakChunk, PeakFinder } from '../../fingerprint/index.js';
import { serve } from '../../threads/serve.js';

// Made before there is sound, since that takes some milliseconds.
let finder = new PeakFinder();

/** The entry of a worker thread: bundled into a file of its own. It has one mix at a time, and its one task is to end that. */
serve<'end', PeakChunk, PeakChunk>(parentPort!, {
  hear: (pcm) => finder.push(pcm),
  run() {
    const last = finder.finish();
    finder = new PeakFinder();
    return last;
  },
});
