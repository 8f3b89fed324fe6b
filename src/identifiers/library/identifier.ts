import type { Match } from '../../domain/match.js';
import type { MixIdentifier, MixListener } from '../../domain/ports.js';
import { ENGINE_RATE, type FoundLine, PeakMatcher } from '../../fingerprint/index.js';
import type { LibraryIndex } from '../../library/library-index.js';
import { localPeaks, type PeakRoom } from './peaks.js';

/** Hears the user's own music in the mix, by the fingerprints in the library. */
export function libraryIdentifier(index: LibraryIndex, room: PeakRoom = localPeaks()): MixIdentifier {
  return {
    kind: 'mix',
    name: 'library',
    rate: ENGINE_RATE,
    listen(): MixListener {
      const matcher = new PeakMatcher(index.prints);
      const flow = room.begin((peaks) => matcher.push(peaks));
      const toMatches = (lines: readonly FoundLine[]): Match[] => lines.flatMap((line) => toMatch(line, index));
      return {
        hear: (pcm) => flow.hear(pcm),
        soFar: () => toMatches(matcher.soFar()),
        finish: async () => toMatches(matcher.finish(await flow.finish())),
        async breakOff() {
          // Where a thread has failed, hearing has said so.
          await flow.finish().catch(() => {});
          return toMatches(matcher.soFar());
        },
      };
    },
  };
}

/** Nothing for a track whose record is damaged: the library says so itself. */
function toMatch(line: FoundLine, index: LibraryIndex): Match[] {
  const track = index.track(line.track);
  if (!track) return [];
  return [
    {
      identifier: 'library',
      key: `library:${track.ids?.['library'] ?? line.track}`,
      track,
      mixTime: line.mixStart,
      mixDuration: line.mixEnd - line.mixStart,
      trackTime: line.trackStart,
      speed: line.speed,
      pitch: line.pitch,
      score: line.score,
      tracked: true,
      owned: line.owned,
    },
  ];
}
