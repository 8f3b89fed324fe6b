import type { Ear } from '../../domain/ports/identify.js';
import {
  ENGINE_RATE,
  ENGINE_VERSION,
  joinPeaks,
  type PeakChunk,
  PeakList,
  packPeaks,
} from '../../fingerprint/index.js';
import type { PeakRoom } from './peaks.js';

/** Names nothing, and keeps the sound of a mix for later: for a run in which no library hears the mix. */
export function ear(room: PeakRoom): Ear {
  return {
    kind: 'mix',
    name: 'ear',
    rate: ENGINE_RATE,
    join: joinPeaks,
    listen() {
      const all = new PeakList();
      const take = ({ times, bands, levels }: PeakChunk): void => {
        for (let i = 0; i < times.length; i++) all.add(times[i]!, bands[i]!, levels[i]!);
      };
      const flow = room.begin(take);
      return {
        hear: (pcm) => flow.hear(pcm),
        soFar: () => [],
        async finish() {
          take(await flow.finish());
          return [];
        },
        async breakOff() {
          // Where a thread has failed, hearing has said so.
          await flow.finish().then(take, () => {});
          return [];
        },
        print: () => ({ engine: String(ENGINE_VERSION), peaks: packPeaks(all) }),
      };
    },
  };
}
