import type { Claim, ClaimList, KeptClaim } from '../../domain/claim.js';
import { relate, titleKey } from '../../domain/recording.js';
import { meet } from '../../domain/span.js';
import { type Track, trackLabel } from '../../domain/track.js';
import type { IsClaimed } from '../assembly/assemble.js';
import type { PlacedClaim } from './place.js';

/** As many as a document holds. */
const MOST = 5000;

/** Tells whether a track is claimed for a stretch: of the same piece, and near in time. What says only an order, says it of no stretch. */
export function claimedNear(placed: readonly PlacedClaim[][]): IsClaimed {
  const byTitle = new Map<string, PlacedClaim[]>();
  for (const claim of placed.flat()) {
    if (!claim.stretch) continue;
    const key = titleKey(claim.track.title);
    const alike = byTitle.get(key);
    if (alike) alike.push(claim);
    else byTitle.set(key, [claim]);
  }
  return (track, span) =>
    (byTitle.get(titleKey(track.title)) ?? []).some(
      ({ stretch, slack, track: claimed }) =>
        meet(span, { start: stretch!.start - slack, end: stretch!.end + slack }) &&
        relate(claimed, track) !== 'different',
    );
}

/** The claims as the document keeps them. */
export function keptClaims(placed: readonly PlacedClaim[][]): KeptClaim[] {
  return placed
    .flat()
    .slice(0, MOST)
    .map(({ track, kind, by, mixTime, stretch }) => ({
      track: nameOf(track),
      kind,
      by,
      mixTime: mixTime === null ? null : tidy(mixTime),
      stretch: stretch && { start: tidy(stretch.start), end: tidy(stretch.end) },
      heardAt: null,
    }));
}

/** Where the list's own file lies on whosever machine is nobody's business. */
function nameOf({ file: _, ids: _i, urls: _u, ...track }: Track): Track {
  return track;
}

const tidy = (seconds: number): number => Number(seconds.toFixed(3));

/** What a list says of one moment twice, it says once; without times, a track may well be played twice. */
function eachOnce(claims: readonly Claim[]): Claim[] {
  const keyOf = ({ at, track }: Claim, i: number): string => `${at ?? `#${i}`} ${trackLabel(track)}`;
  return [...new Map(claims.map((claim, i) => [keyOf(claim, i), claim])).values()];
}

/** No more claims than a document holds, the first lists whole; the rest is left out. */
export function bounded(lists: readonly ClaimList[]): { lists: ClaimList[]; leftOut: number } {
  let room = MOST;
  let leftOut = 0;
  const kept = lists.map((list) => {
    const all = eachOnce(list.claims);
    const claims = all.slice(0, room);
    room -= claims.length;
    leftOut += all.length - claims.length;
    return { ...list, claims };
  });
  return { lists: kept.filter(({ claims }) => claims.length > 0), leftOut };
}
