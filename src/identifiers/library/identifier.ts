import type { MixIdentifier, MixListener } from '../../domain/ports/identify.js';
import { ENGINE_RATE, ENGINE_VERSION, PeakMatcher } from '../../fingerprint/index.js';
import { LONGEST_TRACK } from '../../library/mixes.js';
import type { OpenIndex } from '../../library/together.js';
import { type KeptRoom, localKept } from './kept-sound.js';
import { localPeaks, type PeakRoom } from './peaks.js';
import { toMatches } from './recordings.js';
import { withoutItself } from './without-itself.js';

/** Hears the user's own music in the mix, by the fingerprints in the library. */
export function libraryIdentifier(
  index: OpenIndex,
  room: PeakRoom = localPeaks(),
  longestTrack = LONGEST_TRACK,
  kept: KeptRoom = localKept(index, longestTrack),
): MixIdentifier {
  return {
    kind: 'mix',
    name: 'library',
    rate: ENGINE_RATE,
    listen(mix, emit = () => {}): MixListener {
      const { known, recordOf } = withoutItself(index, longestTrack, mix, () => {
        const message = `${mix?.name} is in the library itself, and no file is its own answer: it is compared with the others there.`;
        emit({ type: 'warning', message });
      });
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
        print: () => ({ engine: String(ENGINE_VERSION), peaks: matcher.packed() }),
      };
    },
    async hearAgain(sound, stretches, mix) {
      const { engine, start, end, peaks } = sound;
      return engine === String(ENGINE_VERSION) ? kept.hear({ start, end, peaks, stretches, mix }) : null;
    },
    async hearClaims(sound, claims, mix) {
      const { engine, start, end, peaks } = sound;
      return engine === String(ENGINE_VERSION) ? kept.hearClaims({ start, end, peaks, claims, mix }) : null;
    },
  };
}
