import type { OpenClaim } from './claim.js';
import { clock } from './time.js';
import { trackLabel } from './track.js';
import type { Entry, Tracklist } from './tracklist.js';

/** Lists that are named one by one; of more it is said how many. */
const NAMED = 4;

/** Who claims an entry: `claimed by Traktor history at 21:04, heard at 21:11`. */
export function claimedByWords(entry: Entry): string[] {
  if (entry.kind !== 'track') return [];
  const { claimedBy = [], evidence, start } = entry;
  const heard = evidence.length > 0 ? Math.max(0, Math.min(...evidence.map(({ mixTime }) => mixTime))) : start;
  return few(
    claimedBy.map(({ by, mixTime }) =>
      mixTime === null ? `claimed by ${by}` : `claimed by ${by} at ${clock(mixTime)}, heard at ${clock(heard)}`,
    ),
    'list',
  );
}

/** What is claimed for an unknown: `claimed: Ann Orr - Sea (Traktor history, 21:04)`. */
export function openClaimWords(entry: Entry): string[] {
  if (entry.kind !== 'unknown') return [];
  return few(
    (entry.claims ?? []).map((claim) => `claimed: ${claimLabel(claim)}`),
    'track',
  );
}

/** `Ann Orr - Sea (Traktor history, 21:04)` */
export const claimLabel = ({ track, by, mixTime }: OpenClaim): string =>
  `${trackLabel(track)} (${by}${mixTime === null ? '' : `, ${clock(mixTime)}`})`;

/**
 * What became of each list: `Traktor history: 21 tracks claimed, 17 heard, 2 where nobody knows what plays, 2 not heard`. Of one of
 * which nothing is heard, that it may be of another mix.
 */
export function claimSummary({ claims = [], entries }: Pick<Tracklist, 'claims' | 'entries'>): string[][] {
  const open = new Map<string, number>();
  for (const entry of entries) {
    for (const { by } of (entry.kind === 'unknown' && entry.claims) || []) open.set(by, (open.get(by) ?? 0) + 1);
  }
  return [...new Set(claims.map(({ by }) => by))].map((by) => {
    const all = claims.filter((claim) => claim.by === by);
    const heard = all.filter(({ heardAt }) => heardAt !== null).length;
    const beside = Math.min(open.get(by) ?? 0, all.length - heard);
    if (heard === 0 && all.length >= NAMED) {
      return [`${by}: none of its ${all.length} tracks was heard, so it may be of another mix`];
    }
    const rest = all.length - heard - beside;
    const phrases = [
      heard > 0 || beside + rest === 0 ? `${heard} heard` : '',
      beside > 0 ? `${beside} where nobody knows what plays` : '',
      rest > 0 ? `${rest} not heard` : '',
    ].filter(Boolean);
    return [`${by}: ${all.length === 1 ? '1 track' : `${all.length} tracks`} claimed`, ...phrases];
  });
}

function few(words: readonly string[], of: 'list' | 'track'): string[] {
  const more = words.length - NAMED;
  return more <= 0
    ? [...words]
    : [...words.slice(0, NAMED), `and ${more === 1 ? `one more ${of}` : `${more} more ${of}s`}`];
}
