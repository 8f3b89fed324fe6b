import type { Claim, ClaimList } from '../../domain/claim.js';
import { trackNamed } from '../../domain/claim-lines.js';
import type { Hint } from '../../domain/hint.js';

/** Pages round, and comments stand where somebody noticed a track. */
const SLACK = 30;
const SAID_BY = { chapter: 'chapters', description: 'the description', comment: 'comments' } as const;

/** What a page says as claims, where it reads as artist and title; the rest stays a hint. */
export function claimsOfHints(hints: readonly Hint[]): { lists: ClaimList[]; rest: Hint[] } {
  const rest: Hint[] = [];
  const lists = new Map<keyof typeof SAID_BY, Claim[]>();
  for (const hint of hints) {
    const track = hint.artist === undefined ? null : trackNamed(hint.text);
    if (hint.from === 'station' || !track) rest.push(hint);
    else lists.set(hint.from, [...(lists.get(hint.from) ?? []), { track, at: hint.mixTime }]);
  }
  return {
    lists: [...lists].map(([kind, claims]) => ({ kind, by: SAID_BY[kind], clock: 'mix', slack: SLACK, claims })),
    rest,
  };
}
