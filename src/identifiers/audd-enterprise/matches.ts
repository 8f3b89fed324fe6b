import * as z from 'zod';
import { given } from '../../domain/given.js';
import type { Match } from '../../domain/match.js';
import type { Span } from '../../domain/span.js';
import { many, number } from '../../net/lenient.js';
import { clockTime, resultSchema } from '../audd/answer.js';
import { trackOf } from '../audd/track.js';
import { CHUNK } from './settings.js';

export const NAME = 'audd-enterprise';

const song = resultSchema.extend({ score: number, start_offset: number, end_offset: number });
const chunkSchema = z.object({ offset: clockTime, songs: many(song) });
const answerSchema = many(chunkSchema);

type Song = z.infer<typeof song>;
export type ScannedChunk = z.infer<typeof chunkSchema>;

/** AudD doesn't say what its scores mean; 81 was right in its own example. Even 100 may be another release or a shared sample. */
const LOWEST = 0.4;
const HIGHEST = 0.95;
/** Where it tells none: as for a sample, whose answer never has one. */
const UNTOLD = 85;
/** Songs of one chunk are rivals, not a mash-up. */
const RIVAL = 0.4;
const MOST = 3;
/** Lines forgive positions that are this far off. Whether a song's position is the chunk's beginning or the match's isn't told. */
const SLACK = 3;

export const chunksIn = (result: unknown): ScannedChunk[] => answerSchema.parse(result ?? []);

/**
 * What was found, in mix time. `place` tells where a stretch lies in the mix that is told by the time of what was scanned; what
 * lies nowhere in it is left out.
 */
export function matchesOf(chunks: readonly ScannedChunk[], place: (told: Span) => Span | undefined): Match[] {
  return chunks.flatMap(({ offset, songs }) => {
    if (offset === undefined) return [];
    const ranked = [...songs].sort((a, b) => (b.score ?? UNTOLD) - (a.score ?? UNTOLD));
    const matches = new Map<string, Match>();
    for (const one of ranked) {
      const found = trackOf(one);
      const { start, end } = within(one);
      const where = place({ start: offset + start, end: offset + end });
      if (!found || !where || matches.has(found.key) || matches.size === MOST) continue;
      const told = scoreOf(one.score ?? UNTOLD);
      matches.set(found.key, {
        identifier: NAME,
        ...found,
        mixTime: where.start,
        mixDuration: where.end - where.start,
        ...given({ trackTime: start <= SLACK ? one.timecode : undefined }),
        score: matches.size === 0 ? told : told * RIVAL,
      });
    }
    return [...matches.values()];
  });
}

/** The part of its chunk in which a song is heard, in seconds; all of it where that isn't told, or makes no sense. */
function within({ start_offset: start, end_offset: end }: Song): Span {
  const from = (start ?? 0) / 1000;
  const to = (end ?? CHUNK * 1000) / 1000;
  return from >= 0 && to > from && to <= CHUNK + 1
    ? { start: from, end: Math.min(to, CHUNK) }
    : { start: 0, end: CHUNK };
}

function scoreOf(told: number): number {
  const share = Math.min(100, Math.max(0, told)) / 100;
  return Number((LOWEST + share * (HIGHEST - LOWEST)).toFixed(3));
}
