import { type PeakChunk, PeakFinder } from '../../fingerprint/index.js';

/** Where the sound of mixes becomes peaks: in this thread, or in others. */
export interface PeakRoom {
  /** A new mix. `take` is given its peaks in order, all but the last. */
  begin(take: (peaks: PeakChunk) => void): PeakFlow;
  /** Stops at once whatever is under way. */
  close(): Promise<void>;
}

/** One mix on its way. */
export interface PeakFlow {
  /** The next stretch, which is the caller's again after the call. Resolves when more is wanted. */
  hear(pcm: Int16Array): Promise<void>;
  /** No more sound comes. Resolves to the last peaks, after `take` was given all the others. */
  finish(): Promise<PeakChunk>;
}

/** Finds them while the sound is handed over: for a broadcast, which is heard no faster than it is played, and for tests. */
export function localPeaks(): PeakRoom {
  return {
    begin(take) {
      const finder = new PeakFinder();
      return {
        hear: async (pcm) => take(finder.push(pcm)),
        finish: async () => finder.finish(),
      };
    },
    async close() {},
  };
}
