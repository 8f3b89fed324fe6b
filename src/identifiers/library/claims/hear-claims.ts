import type { SoughtClaim } from '../../../domain/claim.js';
import type { Match } from '../../../domain/match.js';
import type { MixSound } from '../../../domain/mix-sound.js';
import { lengthOf, meet, type Span, spanOf } from '../../../domain/span.js';
import type { SourceInfo } from '../../../domain/tracklist.js';
import { unpackPeaks } from '../../../fingerprint/index.js';
import type { OpenIndex } from '../../../library/together.js';
import { withoutItself } from '../without-itself.js';
import { ClosedSet, type Sought } from './closed-set.js';
import type { Meant, Recordings } from './recordings-of.js';

/** Claims about a mix, and what is kept of its sound: times are the mix's. */
export interface HearClaims extends Span, Pick<MixSound, 'peaks'> {
  claims: readonly SoughtClaim[];
  mix: SourceInfo | undefined;
}

/** The history of a year has thousands of tracks: so many are looked for, those first that have a place in this mix. */
const MOST_TRACKS = 600;

/**
 * Looks for claimed tracks in a mix, one answer a claim: where it is heard; nowhere; null where the library hasn't got it. Each is held
 * against the others of the list, and against what of the library sounds like it.
 */
export function hearClaims(
  index: OpenIndex,
  recordings: Recordings,
  longestTrack: number,
  task: HearClaims,
): Array<Match[] | null> {
  const { known, recordOf } = withoutItself(index, longestTrack, task.mix);
  const tracksOf = (tracks: readonly number[]): number[] => tracks.filter((track) => !known.isMix(track));
  const asked = task.claims.map((claim): Asked => {
    const { same, versions } = recordings.meantBy(claim.track);
    return { claim, same: tracksOf(same), versions: tracksOf(versions) };
  });
  const heard = new ClosedSet(index, known, recordOf)
    .hear(unpackPeaks(task.peaks), lengthOf(task), soughtIn(task, asked))
    .map((match) => ({ ...match, mixTime: match.mixTime + task.start }));
  return asked.map(({ claim, same, versions }) => {
    const answer = (tracks: readonly number[]): Match[] => {
      const ids = new Set(tracks.map((track) => recordOf(track)?.id));
      return heard.filter((match) => goesBy(match, ids) && isWhereItMayBe(match, claim));
    };
    const [own, others] = [answer(same), answer(versions)];
    if (own.length > 0) return own;
    return others.length > 0 || same.length > 0 ? others : null;
  });
}

interface Asked extends Meant {
  claim: SoughtClaim;
}

/** The tracks to look for, each once, with the places that it is claimed for, in the sound's own time. */
function soughtIn({ start, end }: Span, asked: readonly Asked[]): Sought[] {
  const isHere = ({ claim: { place } }: Asked): boolean => place !== null && meet(place, { start, end });
  const worth = asked.filter((one) => isHere(one) || !one.claim.nowhereElse);
  worth.sort((a, b) => Number(isHere(b)) - Number(isHere(a)));
  const sought = new Map<number, Span[]>();
  for (const one of worth) {
    for (const track of [...one.same, ...one.versions]) {
      const places = sought.get(track) ?? [];
      if (!sought.has(track) && sought.size === MOST_TRACKS) continue;
      sought.set(track, places);
      if (isHere(one)) places.push({ start: one.claim.place!.start - start, end: one.claim.place!.end - start });
    }
  }
  return [...sought].map(([track, places]) => ({ track, places }));
}

/** Whether it is a recording with one of these ids, or one that sounds like no other than that. */
const goesBy = ({ track, otherNames = [] }: Match, ids: ReadonlySet<string | undefined>): boolean =>
  [track, ...otherNames].some((one) => ids.has(one.ids!['library']!));

const isWhereItMayBe = (match: Match, { place, nowhereElse }: SoughtClaim): boolean =>
  !nowhereElse || (place !== null && meet(spanOf(match), place));
