import type { Match } from '../../src/domain/match.js';
import type { Track } from '../../src/domain/track.js';

export const track = (title: string, more: Partial<Track> = {}): Track => ({ title, artists: ['Somebody'], ...more });

/** A followed track, as the library gives it: heard from `from` to `to`, at track position `at`. */
export function followed(title: string, from: number, to: number, more: Partial<Match> & { at?: number } = {}): Match {
  const { at, ...rest } = more;
  return {
    identifier: 'library',
    key: title,
    track: track(title),
    mixTime: from,
    mixDuration: to - from,
    trackTime: at ?? 0,
    speed: 1,
    score: 0.97,
    tracked: true,
    owned: 1,
    ...rest,
  };
}

/** A remote answer for a 12-s sample. */
export function sampled(title: string, mixTime: number, trackTime?: number, more: Partial<Match> = {}): Match {
  return {
    identifier: 'acrcloud',
    key: title,
    track: track(title),
    mixTime,
    mixDuration: 12,
    ...(trackTime !== undefined && { trackTime }),
    score: 0.95,
    ...more,
  };
}
