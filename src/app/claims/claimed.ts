import type { ClaimList, KeptClaim } from '../../domain/claim.js';
import type { Hint } from '../../domain/hint.js';
import { claimsOfHints } from './from-hints.js';
import { bounded } from './keep.js';
import { type Begun, finder, type Ground, type PlacedClaim, placeLists } from './place.js';

/** What is said to be in a mix, by whoever says so. */
export interface Claimed {
  lists: readonly ClaimList[];
  /** Lists that may as well be of something else: where nothing of one is heard, it isn't spoken of. */
  guessed?: readonly ClaimList[];
  /** When the recording began, where that is known. */
  begun: Begun | null;
  /** Whether what the source's page says is claimed, too. */
  withHints?: boolean;
}

/** All that is claimed; what a page says otherwise stays a hint. */
export function withPage(
  claimed: Claimed = { lists: [], begun: null },
  hints: readonly Hint[] = [],
): { claimed: Claimed; hints: readonly Hint[] } {
  if (!claimed.withHints) return { claimed, hints };
  const { lists, rest } = claimsOfHints(hints);
  return { claimed: { ...claimed, lists: bounded([...claimed.lists, ...lists]).lists }, hints: rest };
}

/** With what was claimed when the mix was identified before: a list needn't be named again, as long as none of its name is there. */
export function withEarlier(claimed: Claimed, claims: readonly KeptClaim[] = []): Claimed {
  if (!claimed.withHints) return claimed;
  const named = new Set([...claimed.lists, ...(claimed.guessed ?? [])].map(({ by }) => by));
  const earlier = new Map<string, ClaimList>();
  for (const { by, kind, track, mixTime, stretch } of claims) {
    if (named.has(by)) continue;
    const list = earlier.get(by) ?? { kind, by, clock: 'mix', slack: 0, claims: [] };
    list.claims.push({ track, at: mixTime, ...(stretch && { until: stretch.end }) });
    earlier.set(by, list);
  }
  return { ...claimed, lists: bounded([...claimed.lists, ...earlier.values()]).lists };
}

/** Every list on the time line of the mix, as far as anything is known of it by now. */
export function placeClaimed(
  { lists, guessed = [], begun }: Claimed,
  ground: Omit<Ground, 'begun'>,
): { placed: PlacedClaim[][]; kept: PlacedClaim[][] } {
  const placed = placeLists([...lists, ...guessed], { ...ground, begun });
  const find = finder(ground.sounding);
  const isHeard = (list: readonly PlacedClaim[]): boolean => list.some(({ track }) => find(track).length > 0);
  return { placed, kept: placed.filter((list, at) => at < lists.length || isHeard(list)) };
}

/** Lists that count in times of day, and name nothing that was played while this mix was: who named one wonders what became of it. */
export function outOfTime({ lists }: Claimed, kept: readonly PlacedClaim[][]): string[] {
  const spoken = new Set(kept.flat().map(({ by }) => by));
  const silent = lists.filter(({ clock, by }) => clock === 'world' && !spoken.has(by));
  return [...new Set(silent.map(({ by }) => by))].map(
    (by) => `${by}: by its times and by what is heard, none of it was played in this mix. It may be of another night.`,
  );
}
