import type { Match } from '../../domain/match.js';
import type { Span } from '../../domain/span.js';
import type { Music } from '../acrcloud/answer.js';
import { byFit, matchesOf, type Stretch } from '../acrcloud/matches.js';
import { inMix } from '../whole/stretches.js';
import type { Results } from './answer.js';

export const NAME = 'acrcloud-scan';

/** Sound that is looked at in one go, where an answer doesn't say for how long it was heard. */
const WINDOW = 10;
/** Another performance of a song isn't the recording that plays. */
const COVER = 0.4;
/** Told of something that was heard for longer than two windows, where its score isn't. */
const LONG = { seconds: 20, score: 90 };

interface Heard extends Span {
  music: Music[];
}

/** What a scan has found, in mix time. `stretches` are the parts of the mix that the file was made of. */
export function matchesIn(results: Results, stretches: readonly Span[]): Match[] {
  const own = stretchesOf(results.custom_files);
  const named = stretchesOf(results.music);
  const covers = stretchesOf(results.cover_songs);
  const matches: Match[] = [];
  const together = new Map<string, Heard & { own: Music[] }>();
  for (const { start, end, music } of named) together.set(keyOf({ start, end }), { start, end, music, own: [] });
  for (const { start, end, music } of own) {
    const there = together.get(keyOf({ start, end }));
    if (there) there.own.push(...music);
    else together.set(keyOf({ start, end }), { start, end, music: [], own: music });
  }
  for (const heard of together.values()) matches.push(...placed(heard, byFit(heard.own, heard.music), stretches));
  for (const heard of covers) {
    for (const match of placed(heard, heard.music, stretches)) matches.push({ ...match, score: match.score * COVER });
  }
  return matches.sort((a, b) => a.mixTime - b.mixTime || b.score - a.score);
}

const keyOf = ({ start, end }: Span): string => `${start} ${end}`;

/** Several releases of what plays come as several items of one stretch. */
function stretchesOf(items: Results['music']): Heard[] {
  const heard = new Map<string, Heard>();
  for (const { offset, played, music } of items) {
    const start = Math.max(0, offset);
    const span = { start, end: start + (played !== undefined && played > 0 ? played : WINDOW) };
    const there = heard.get(keyOf(span));
    if (there) there.music.push(...music);
    else heard.set(keyOf(span), { ...span, music: [...music] });
  }
  return [...heard.values()];
}

function placed({ start, end }: Span, music: readonly Music[], stretches: readonly Span[]): Match[] {
  const scored = music.map((item) => ({
    ...item,
    score: item.score ?? (end - start >= LONG.seconds ? LONG.score : undefined),
  }));
  const whole: Stretch = { mixTime: 0, duration: end - start };
  const found = matchesOf(scored, whole, NAME, placeOf);
  return inMix(stretches, { start, end }).flatMap((piece) =>
    found.flatMap(({ trackTime, ...match }) =>
      parts(piece).map(({ at, length }, i): Match => {
        // Further on it depends on the speed, which nobody tells.
        const inTrack = trackTime === undefined || i > 0 ? undefined : trackTime + piece.fileTime - start;
        return {
          ...match,
          mixTime: round(at),
          mixDuration: round(length),
          ...(inTrack !== undefined && { trackTime: round(inTrack) }),
        };
      }),
    ),
  );
}

/** What was heard for long is as good as several answers that agree. */
function parts({ start, end }: Span): Array<{ at: number; length: number }> {
  const whole = end - start;
  const count = whole >= 60 ? 3 : whole >= 25 ? 2 : 1;
  return Array.from({ length: count }, (_, i) => ({ at: start + (i * whole) / count, length: whole / count }));
}

/**
 * Where the track is when the stretch begins. The offsets tell it, as far as the account is told them; the position of the end of a
 * window does only as long as one window is all there is: a longer stretch doesn't say which of its windows is meant.
 */
function placeOf(item: Music, { mixTime, duration }: Stretch): Pick<Match, 'mixTime' | 'mixDuration' | 'trackTime'> {
  const whole = { mixTime, mixDuration: duration };
  const begin = item.sample_begin_time_offset_ms;
  const inTrack = item.db_begin_time_offset_ms;
  if (inTrack !== undefined && begin !== undefined && begin >= 0 && begin / 1000 < duration) {
    return ahead(whole, (inTrack - begin) / 1000);
  }
  if (item.play_offset_ms === undefined || duration > 1.5 * WINDOW) return whole;
  return ahead(whole, item.play_offset_ms / 1000 - duration);
}

/** A track's beginning may be told a little late. */
const SLACK = 2;

const ahead = (whole: Pick<Match, 'mixTime' | 'mixDuration'>, trackTime: number) => ({
  ...whole,
  ...(trackTime >= -SLACK && { trackTime: Math.max(0, trackTime) }),
});

const round = (seconds: number): number => Number(seconds.toFixed(3));
