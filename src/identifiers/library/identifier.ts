import type { MixIdentifier, MixListener } from '../../domain/ports.js';
import { relate } from '../../domain/recording.js';
import { type Acquaintance, ENGINE_RATE, PeakMatcher } from '../../fingerprint/index.js';
import { toTrack } from '../../library/catalogue/to-track.js';
import { isMix } from '../../library/mixes.js';
import type { OpenIndex } from '../../library/together.js';
import { localPeaks, type PeakRoom } from './peaks.js';
import { toMatches } from './recordings.js';

/** Seconds above which a recording is a mix, where nobody says otherwise. */
const LONGEST_TRACK = 20 * 60;

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

/** What the matcher may know of the tracks; a track whose record is damaged is nothing special. */
function acquaintanceOf(index: OpenIndex, longestTrack: number): Acquaintance {
  return {
    isMix(track) {
      const record = index.record(track);
      return record !== null && isMix(record, longestTrack);
    },
    areDifferent(a, b) {
      const [left, right] = [index.record(a), index.record(b)];
      return left !== null && right !== null && relate(toTrack(left), toTrack(right)) === 'different';
    },
  };
}
