import type { Match } from '../../domain/match.js';
import type { MixSound } from '../../domain/mix-sound.js';
import type { MixIdentifier } from '../../domain/ports/identify.js';
import { meet, type Span } from '../../domain/span.js';
import type { Tracklist } from '../../domain/tracklist.js';
import { believed } from '../claims/credible.js';
import { withMargin } from './open-stretches.js';

/** Looks once more for what lists claimed and nobody heard, as far as it may be in stretches that are looked at again. */
export async function seekKept(
  { claims = [], source }: Tracklist,
  sound: MixSound,
  stretches: readonly Span[],
  libraries: readonly MixIdentifier[],
): Promise<Match[]> {
  const questions = claims
    .filter(({ heardAt, stretch }) => heardAt === null && (!stretch || stretches.some((open) => meet(open, stretch))))
    .map(({ by, track, stretch }) => ({ list: by, claim: { track, place: stretch && withMargin(stretch, sound) } }));
  if (questions.length === 0) return [];
  const sought = questions.map(({ claim }) => claim);
  const heard = (list: string): number => claims.filter(({ by, heardAt }) => by === list && heardAt !== null).length;
  const answers = await Promise.all(libraries.map((library) => library.hearClaims?.(sound, sought, source)));
  return answers.flatMap((all) => believed(questions, all ?? [], heard));
}
