import type { MixIdentifier, MixListener } from '../../domain/ports/identify.js';
import { ENGINE_RATE, PeakMatcher } from '../../fingerprint/index.js';
import { acquaintanceOf, LONGEST_TRACK } from '../../library/mixes.js';
import type { OpenIndex } from '../../library/together.js';
import { localPeaks, type PeakRoom } from './peaks.js';
import { toMatches } from './recordings.js';

/** Hears the user's own music in the mix, by the fingerprints in the library. */
export function libraryIdentifier(
  index: OpenIndex,
  room: PeakRoom = localPeaks(),
  longestTrack = LONGEST_TRACK,
): MixIdentifier {
  const recordOf = (track: number) => index.record(track);
  const known = acquaintanceOf(index, longestTrack);
  return {
    kind: 'mix',
    name: 'library',
    rate: ENGINE_RATE,
    listen(): MixListener {
      const matcher = new PeakMatcher(index.prints, known);
      const flow = room.begin((peaks) => matcher.push(peaks));
      return {
        hear: (pcm) => flow.hear(pcm),
        soFar: () => toMatches(matcher.soFar(), recordOf),
        finish: async () => toMatches(matcher.finish(await flow.finish()), recordOf),
        async breakOff() {
          // Where a thread has failed, hearing has said so.
          await flow.finish().catch(() => {});
          return toMatches(matcher.soFar(), recordOf);
        },
      };
    },
  };
}
