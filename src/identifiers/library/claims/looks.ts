import { lengthOf, overlapOf, type Span, without } from '../../../domain/span.js';
import type { QueryFan } from '../../../fingerprint/index.js';

/** One way of looking for what wasn't found yet. */
export interface Look {
  /** The mix is heard as if it were played so much faster and higher. */
  reach: { speed: number; pitch: number };
  fan: QueryFan;
  /** Whether what a first asking doesn't find is asked for again. */
  thorough: boolean;
  /** Where, by where what is left is claimed to be and what is explained already. */
  stretches(whole: Span, places: readonly Span[], explained: readonly Span[]): Span[];
}

/** Shorter stretches that nothing explains are takeovers. */
const SHORTEST = 12;
/** The others are heard together with so much before and after them, since a track is found where it is alone. */
const WIDER = 20;
/** So much of a mix is heard once more at most, so that a list that has nothing to do with it costs little: places first. */
const MOST_AGAIN = 3600;

const everywhere: Look['stretches'] = (whole) => [whole];
const wherever: Look['stretches'] = (whole, places, explained) => {
  const open = without(whole, explained).filter((gap) => lengthOf(gap) >= SHORTEST);
  const wide = [...places, ...open.map(({ start, end }) => ({ start: start - WIDER, end: end + WIDER }))];
  return firstOf(wide, whole);
};

/** These stretches of the whole, the first of them first, until they are too many; joined where they meet, in order of time. */
function firstOf(wanted: readonly Span[], whole: Span): Span[] {
  let chosen: Span[] = [];
  let length = 0;
  for (const span of wanted) {
    const part = { start: Math.max(whole.start, span.start), end: Math.min(whole.end, span.end) };
    if (lengthOf(part) <= 0) continue;
    const fresh = without(part, chosen).reduce((sum, one) => sum + lengthOf(one), 0);
    if (length + fresh > MOST_AGAIN) part.end = Math.max(part.start, part.end - (length + fresh - MOST_AGAIN));
    length += fresh;
    const apart = chosen.filter((one) => overlapOf(one, part) < 0);
    const joined = [...chosen.filter((one) => overlapOf(one, part) >= 0), part];
    chosen = [
      ...apart,
      { start: Math.min(...joined.map((one) => one.start)), end: Math.max(...joined.map((one) => one.end)) },
    ];
    if (length >= MOST_AGAIN) break;
  }
  return chosen.sort((a, b) => a.start - b.start);
}

const USUAL: QueryFan = { successors: 6, hashes: 0.7, edge: 0 };
/**
 * Forty times as much as is asked of a library. Of 27 plays by a telephone, in a club and under another track, of which the usual asking finds 16, ten
 * hashes a peak find 22, thirty 24; three times as many postings add nothing to that.
 */
const GENEROUS: QueryFan = { successors: 12, hashes: 30, edge: 0 };
/** At another speed nothing is asked again, so this one asks for more than usual: 24 of 24 plays. */
const FASTER: QueryFan = { successors: 6, hashes: 2, edge: 0 };

const AS_IT_IS = { speed: 1, pitch: 1 };
/** A record's pitch follows its speed, key-lock's doesn't: reaches of 9.5 % of speed and nine of pitch make it 18 % slower to 22 % faster. */
const OTHER_SPEEDS = [
  { speed: 1.12, pitch: 1.12 },
  { speed: 1.12, pitch: 1 },
  { speed: 1 / 1.12, pitch: 1 / 1.12 },
  { speed: 1 / 1.12, pitch: 1 },
];

/** First as any library is asked, then more generously, then at other speeds, each time for what wasn't found. */
export const LOOKS: readonly Look[] = [
  { reach: AS_IT_IS, fan: USUAL, thorough: true, stretches: everywhere },
  { reach: AS_IT_IS, fan: GENEROUS, thorough: false, stretches: wherever },
  ...OTHER_SPEEDS.map((reach) => ({ reach, fan: FASTER, thorough: false, stretches: wherever })),
];
