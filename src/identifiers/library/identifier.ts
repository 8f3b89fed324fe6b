import type { MixIdentifier, MixListener } from '../../domain/ports/identify.js';
import { ENGINE_RATE, ENGINE_VERSION, PeakMatcher } from '../../fingerprint/index.js';
import { acquaintanceOf, LONGEST_TRACK } from '../../library/mixes.js';
import type { TrackRecord } from '../../library/store/records.js';
import type { OpenIndex } from '../../library/together.js';
import { localPeaks, type PeakRoom } from './peaks.js';
import { toMatches } from './recordings.js';

/** Hears the user's own music in the mix, by the fingerprints in the library. */
export function libraryIdentifier(
  index: OpenIndex,
  room: PeakRoom = localPeaks(),
  longestTrack = LONGEST_TRACK,
): MixIdentifier {
  const acquaintance = acquaintanceOf(index, longestTrack);
  return {
    kind: 'mix',
    name: 'library',
    rate: ENGINE_RATE,
    listen(mix, emit = () => {}): MixListener {
      let said = false;
      const isItself = (track: number): boolean => {
        const record = mix?.kind === 'file' ? index.record(track) : null;
        if (!mix || !record || !filesOf(record).includes(mix.location)) return false;
        const message = `${mix.name} is in the library itself, and no file is its own answer: it is compared with the others there.`;
        if (!said) emit({ type: 'warning', message });
        said = true;
        return true;
      };
      // As a mix, it doesn't keep the others from being heard.
      const known = { ...acquaintance, isMix: (track: number) => isItself(track) || acquaintance.isMix(track) };
      const recordOf = (track: number) => (isItself(track) ? null : index.record(track));
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
  };
}

const filesOf = ({ file, copies = [] }: TrackRecord): string[] => [file, ...copies].map(({ path }) => path);
