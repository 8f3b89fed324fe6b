import type { SoughtClaim } from '../../domain/claim.js';
import type { Match } from '../../domain/match.js';
import type { MixSound } from '../../domain/mix-sound.js';
import type { MixIdentifier } from '../../domain/ports/identify.js';
import { meet, type Span } from '../../domain/span.js';
import type { Tracklist } from '../../domain/tracklist.js';
import { withMargin } from './open-stretches.js';

/** Looks once more for what lists claimed and nobody heard, as far as it may be in stretches that are looked at again. */
export async function seekKept(
  { claims = [], source }: Tracklist,
  sound: MixSound,
  stretches: readonly Span[],
  libraries: readonly MixIdentifier[],
): Promise<Match[]> {
  const sought = claims
    .filter(({ heardAt, stretch }) => heardAt === null && (!stretch || stretches.some((open) => meet(open, stretch))))
    .map(({ track, stretch }): SoughtClaim => ({ track, place: stretch && withMargin(stretch, sound) }));
  if (sought.length === 0) return [];
  const answers = await Promise.all(libraries.map((library) => library.hearClaims?.(sound, sought, source)));
  return answers.flatMap((all) => (all ?? []).flatMap((matches) => matches ?? []));
}
