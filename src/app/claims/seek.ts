import type { SoughtClaim } from '../../domain/claim.js';
import type { Match } from '../../domain/match.js';
import type { Context } from '../../domain/ports/context.js';
import type { MixIdentifier } from '../../domain/ports/identify.js';
import { lengthOf, meet, overlapOf, type Span, spanOf } from '../../domain/span.js';
import type { SourceInfo } from '../../domain/tracklist.js';
import { type Heard, soundingIn } from '../assembly/assemble.js';
import type { Outcome } from '../ledger.js';
import { SURE } from '../settled.js';
import { roomsBetween } from './between.js';
import { type Claimed, placeClaimed } from './claimed.js';
import { believed, type Question } from './credible.js';
import { finder, type PlacedClaim, type Sounding } from './place.js';

/** Another answer that covers this share of one says the same again. */
const SAME = 0.9;

/**
 * Looks for every claimed track in what was kept of the mix's sound: over the place that is claimed for it first, and everywhere
 * after; those of a list that weren't heard once more where its order leaves them room. Resolves to what was found beyond what was
 * heard anyway. Nobody else is asked.
 */
export async function seekClaimed(
  claimed: Claimed,
  heard: Heard,
  isWhole: boolean,
  identifiers: readonly MixIdentifier[],
  mix: SourceInfo,
  context: Context,
): Promise<Outcome<Match[]>> {
  const { kept, start, end } = heard;
  const asked = identifiers.filter((one) => one.hearClaims);
  const found: Match[] = [];
  const plainly = heard.matches.filter(({ witness, score }) => !witness && score >= SURE).map(spanOf);
  if (!kept || asked.length === 0) return { result: found, failure: null };
  const sounding = (): Sounding[] => soundingIn([...heard.matches, ...found]);
  const place = (): PlacedClaim[][] => placeClaimed(claimed, { start, end, isWhole, sounding: sounding() }).placed;
  const seek = async (questions: ReadonlyArray<Question<PlacedClaim[]>>): Promise<void> => {
    context.signal.throwIfAborted();
    if (questions.length === 0) return;
    const find = finder(sounding());
    const heardOf = (list: PlacedClaim[]): number =>
      list.filter((claim) => isAnswered(claim, find(claim.track))).length;
    const claims = questions.map(({ claim }) => claim);
    for (const identifier of asked) {
      const answers = (await identifier.hearClaims!(kept, claims, mix)) ?? [];
      for (const match of believed(questions, answers, heardOf, plainly)) {
        if (![...heard.matches, ...found].some((other) => saysIt(other, match))) found.push(match);
      }
    }
  };
  try {
    const first = place();
    const find = finder(sounding());
    await seek(
      first.flatMap((list) =>
        list
          .filter((claim) => !isAnswered(claim, find(claim.track)))
          .map((claim) => ({ list, claim: questionOf(claim) })),
      ),
    );
    // What was found just now may tell where a list of unknown times lies.
    const second = place();
    const now = finder(sounding());
    await seek(
      second.flatMap((list) => {
        const spans = spansOf(list, now);
        return roomsBetween(list, spans, { start, end }).flatMap((room, i): Question<PlacedClaim[]>[] =>
          // Listeners' comments are no list: each speaks for itself.
          room && list[i]!.kind !== 'comment'
            ? [{ list, claim: { track: list[i]!.track, place: room, nowhereElse: true } }]
            : [],
        );
      }),
    );
    return { result: found, failure: null };
  } catch (failure) {
    return { result: found, failure };
  }
}

const questionOf = ({ track, stretch, slack }: PlacedClaim): SoughtClaim => ({
  track,
  place: stretch && { start: Math.max(0, stretch.start - slack), end: stretch.end + slack },
});

/** Whether a track sounds where it is claimed, or anywhere where no place is. */
const isAnswered = ({ stretch, slack }: PlacedClaim, places: readonly Sounding[]): boolean =>
  places.some((place) => !stretch || meet(place, { start: stretch.start - slack, end: stretch.end + slack }));

/** Where each claim of a list is heard: nearest to where it is claimed; in a list without times each place answers one claim. */
function spansOf(list: readonly PlacedClaim[], find: (track: PlacedClaim['track']) => Sounding[]): Array<Span | null> {
  const taken = new Set<Sounding>();
  return list.map(({ track, mixTime }) => {
    const places = find(track);
    if (places.length === 0) return null;
    if (mixTime === null) {
      const [next = places[0]!] = places.filter((place) => !taken.has(place));
      taken.add(next);
      return next;
    }
    return places.reduce((best, place) => (distance(place, mixTime) < distance(best, mixTime) ? place : best));
  });
}

const distance = ({ start, end }: Span, time: number): number =>
  time < start ? start - time : Math.max(0, time - end);

function saysIt(other: Match, match: Match): boolean {
  if (other.identifier !== match.identifier || other.key !== match.key) return false;
  const span = spanOf(match);
  return overlapOf(spanOf(other), span) >= SAME * lengthOf(span);
}
