import type { Match } from '../domain/match.js';
import type { MixIdentifier, MixListener } from '../domain/ports.js';
import { ENGINE_RATE, type FoundLine, MixMatcher } from '../fingerprint/index.js';
import type { LibraryIndex } from '../library/library-index.js';

/** Hears the user's own music in the mix, by the fingerprints in the library. */
export function libraryIdentifier(index: LibraryIndex): MixIdentifier {
  return {
    kind: 'mix',
    name: 'library',
    rate: ENGINE_RATE,
    listen(): MixListener {
      const matcher = new MixMatcher(index.prints);
      const toMatches = (lines: readonly FoundLine[]): Match[] => lines.flatMap((line) => toMatch(line, index));
      return {
        hear: async (pcm) => matcher.push(pcm),
        soFar: () => toMatches(matcher.soFar()),
        finish: async () => toMatches(matcher.finish()),
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
