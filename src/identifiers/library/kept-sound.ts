import type { Match } from '../../domain/match.js';
import type { MixSound } from '../../domain/mix-sound.js';
import { lengthOf, type Span } from '../../domain/span.js';
import type { SourceInfo } from '../../domain/tracklist.js';
import { hearPeaks, unpackPeaks } from '../../fingerprint/index.js';
import type { OpenIndex } from '../../library/together.js';
import { type HearClaims, hearClaims } from './claims/hear-claims.js';
import { Recordings } from './claims/recordings-of.js';
import { toMatches } from './recordings.js';
import { withoutItself } from './without-itself.js';

/** Stretches of a mix, in its time, and what is kept of its sound. */
export interface HearAgain extends Span, Pick<MixSound, 'peaks'> {
  stretches: readonly Span[];
  mix: SourceInfo | undefined;
}

/** Where kept sound is heard again: in this thread, or in others. */
export interface KeptRoom {
  hear(task: HearAgain): Promise<Match[]>;
  hearClaims(task: HearClaims): Promise<Array<Match[] | null>>;
}

/** Hears kept sound in this thread. */
export function localKept(index: OpenIndex, longestTrack: number): KeptRoom {
  const recordings = new Recordings(index);
  return {
    hear: async (task) => hearAgain(index, longestTrack, task),
    hearClaims: async (task) => hearClaims(index, recordings, longestTrack, task),
  };
}

/** Hears stretches of a mix again, each by itself: a second for some hour of them. */
export function hearAgain(index: OpenIndex, longestTrack: number, task: HearAgain): Match[] {
  const { known, recordOf } = withoutItself(index, longestTrack, task.mix);
  const peaks = unpackPeaks(task.peaks);
  return task.stretches.flatMap((stretch) => {
    const part = { start: Math.max(stretch.start, task.start), end: Math.min(stretch.end, task.end) };
    if (lengthOf(part) <= 0) return [];
    const lines = hearPeaks(index.prints, peaks, { from: part.start - task.start, to: part.end - task.start, known });
    return toMatches(lines, recordOf).map((match) => ({ ...match, mixTime: match.mixTime + part.start }));
  });
}
