import { given } from '../../domain/given.js';
import type { Match } from '../../domain/match.js';
import type { Sample } from '../../domain/ports/identify.js';
import { resultSchema } from './answer.js';
import { trackOf } from './track.js';

export const NAME = 'audd';

/**
 * The answer has no score, and comes only when AudD is sure of the sound; which release it names is less sure. So one answer by
 * itself settles nothing, and two that agree about where in the track they are do: as Shazam's, which has no score either.
 */
const SCORE = 0.87;

/** One sample's answer: one song or none. */
export function matchesOf(result: unknown, sample: Sample): Match[] {
  const parsed = resultSchema.safeParse(result);
  const found = parsed.success ? trackOf(parsed.data) : null;
  if (!parsed.success || !found) return [];
  return [
    {
      identifier: NAME,
      ...found,
      mixTime: sample.mixTime,
      mixDuration: sample.duration,
      // In whole seconds: where the track is at the sample's beginning.
      ...given({ trackTime: parsed.data.timecode }),
      score: SCORE,
    },
  ];
}
