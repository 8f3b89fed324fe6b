/** What is looked into, what of it is followed, and what of that is likely. */
export interface Strictness {
  /** Standard deviations above chance of the votes that make a candidate, and how many of the strongest a block has. */
  votes: number;
  candidates: number;
  /** Moments that must vote for a candidate before it is followed, and the evidence (nats) and deviations it must then show. */
  support: number;
  evidence: number;
  deviations: number;
  /** Deviations at which what was followed is as likely wrong as right, and by which the odds grow e-fold. */
  even: number;
  scale: number;
}

/** Six, since hits of one hash aren't independent. */
const VOTES = 6;
/** More than a mix has at once, with all repetitions in them. */
const CANDIDATES = 32;
const SUPPORT = 4;
const EVIDENCE = 30;
const DEVIATIONS = 8;
/**
 * Measured on mixes of 94 real tracks of which a third weren't in the index: wrong lines that came by chance had 8 to 12
 * deviations, right ones from 37 on.
 */
const EVEN = 17;
const SCALE = 2;

/** For whatever an index may have. */
export const ANY_TRACK: Strictness = {
  votes: VOTES,
  candidates: CANDIDATES,
  support: SUPPORT,
  evidence: EVIDENCE,
  deviations: DEVIATIONS,
  even: EVEN,
  scale: SCALE,
};

/** In so small a set a candidate too many costs little, and what is hidden has few votes. */
const CLAIMED_VOTES = 3;
const CLAIMED_CANDIDATES = 128;
/**
 * Asked so generously and at five speeds, chance brings more than it does in a library: of 321 claims of tracks that aren't in seven mixes
 * (90 minutes) the strongest line had 18 deviations and five had more than 15, e times fewer for every two. So one in a thousand claims
 * has some 22 to 26 somewhere in such a mix, and, since a place is a quarter of it, three less at its place. Right lines had 30 and more.
 */
const CLAIMED_EVEN = 23;
const CLAIMED_ELSEWHERE_EVEN = 26;

/** For tracks that somebody says are in the mix, at the place that is named. */
export const CLAIMED: Strictness = {
  ...ANY_TRACK,
  votes: CLAIMED_VOTES,
  candidates: CLAIMED_CANDIDATES,
  even: CLAIMED_EVEN,
};

/** The same anywhere else. */
export const CLAIMED_ELSEWHERE: Strictness = { ...CLAIMED, even: CLAIMED_ELSEWHERE_EVEN };

/** The score of a line by another measure than it was given by. */
export function rescored({ score, z }: { score: number; z: number }, by: Strictness, instead: Strictness): number {
  const likely = ({ even, scale }: Strictness): number => 1 / (1 + Math.exp(-(z - even) / scale));
  return (score * likely(instead)) / likely(by);
}
