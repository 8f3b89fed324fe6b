/** A claim and a place where its track sounds, with what lies between the two clocks if that is what it speaks of. */
export interface Pair {
  claim: number;
  offset: number;
}

export interface Offset {
  at: number;
  /** By so many seconds it may be wrong. */
  slack: number;
}

export interface Prior extends Offset {
  /** The list's own clock is that of the mix: only many who agree on another one are believed. */
  isMixTime: boolean;
}

/** Claims that agree with one offset differ by what a fade takes, and by when whoever wrote them looked at the clock. */
const TOGETHER = 45;
/** So many tracks have to agree before the word of the list or of the recording doesn't count. */
const AGAINST_RECORDING = 2;
const AGAINST_MIX = 3;
/** Another day's set may have two of the same tracks as far apart. */
const AGAINST_DAY = 4;
const HOUR = 3600;
/** Clocks of two zones are no further apart. */
const ZONES = 15 * HOUR;
/** What an offset that tracks agree on may still be wrong by. */
const SETTLED = 15;

/**
 * The one constant that turns a list's times into mix time: that on which most of the recognised tracks agree, or else what is
 * known beforehand. A clock that is set for another time zone is off by whole or half hours. Null where nobody can tell.
 */
export function offsetOf(pairs: readonly Pair[], prior: Prior | null): Offset | null {
  const best = mostAgreed(pairs, prior);
  if (!prior) return best && best.claims >= AGAINST_RECORDING ? best : null;
  const expected = agreeing(pairs, prior.at - prior.slack - TOGETHER, prior.at + prior.slack + TOGETHER);
  if (prior.isMixTime) {
    return best && best.claims >= AGAINST_MIX && best.claims > 2 * expected.claims ? best : prior;
  }
  const away = best ? Math.abs(best.at - prior.at) : 0;
  const isNear = away <= prior.slack + TOGETHER;
  const isZone = Math.abs(away / (HOUR / 2) - Math.round(away / (HOUR / 2))) * (HOUR / 2) <= prior.slack + TOGETHER;
  // Where the two are hours apart to begin with, a zone is no coincidence.
  const isEnough = best && best.claims >= (away <= ZONES ? AGAINST_RECORDING : AGAINST_DAY);
  const isTold = best && (isNear || isEnough || (isZone && away <= ZONES && prior.slack < HOUR / 12));
  return isTold ? best : prior;
}

interface Agreed extends Offset {
  /** How many claims agree. */
  claims: number;
}

/** The offset that most claims share; of as many for one as for another, that which is nearest to what was known. */
function mostAgreed(pairs: readonly Pair[], prior: Prior | null): Agreed | null {
  const sorted = [...pairs].sort((a, b) => a.offset - b.offset);
  const inWindow = new Map<number, number>();
  let best: { claims: number; from: number; to: number } | null = null;
  let from = 0;
  for (const [to, pair] of sorted.entries()) {
    inWindow.set(pair.claim, (inWindow.get(pair.claim) ?? 0) + 1);
    for (; pair.offset - sorted[from]!.offset > TOGETHER; from++) {
      const { claim } = sorted[from]!;
      const left = inWindow.get(claim)! - 1;
      if (left === 0) inWindow.delete(claim);
      else inWindow.set(claim, left);
    }
    const here = { claims: inWindow.size, from, to };
    const isNearer = (): boolean =>
      prior !== null && Math.abs(sorted[to]!.offset - prior.at) < Math.abs(sorted[best!.to]!.offset - prior.at);
    if (!best || here.claims > best.claims || (here.claims === best.claims && isNearer())) best = here;
  }
  if (!best) return null;
  const offsets = sorted.slice(best.from, best.to + 1).map(({ offset }) => offset);
  return { at: offsets[(offsets.length - 1) >> 1]!, slack: SETTLED, claims: best.claims };
}

function agreeing(pairs: readonly Pair[], from: number, to: number): { claims: number } {
  return {
    claims: new Set(pairs.filter(({ offset }) => offset >= from && offset <= to).map(({ claim }) => claim)).size,
  };
}
