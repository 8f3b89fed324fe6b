import { against } from '../../domain/against.js';
import { relate } from '../../domain/recording.js';
import { lengthOf, overlapOf } from '../../domain/span.js';
import { endOf, isTracked, merge, NATURAL_LEFT, type Play, zeroOf } from './plays.js';

/** Below this share of evidence of its own a followed track is a version of the stronger one, or a sample it shares. */
const OWN_ENOUGH = 0.5;
/** Two plays that share this much of the shorter one speak of the same stretch of the mix. */
const SAME_STRETCH = 0.5;
/** Samples of two identifiers needn't overlap to mean one play; this near is near enough, in seconds. */
export const NEARBY = 45;
/** Weaker than this a play is a hint, not an entry. */
export const ENTRY_THRESHOLD = 0.3;

export interface Settled {
  plays: Play[];
  /** Too doubtful to be entries; kept beside the unknown stretch that they would explain. */
  doubtful: Play[];
}

/** Decides which plays are entries, which are the same thing said twice, and which are alternatives to a better one. */
export function settle(plays: readonly Play[]): Settled {
  const settled: Settled = { plays: [], doubtful: [] };
  for (const play of [...plays].sort(byStrength)) {
    const twin = settled.plays.find((p) => meanTheSame(p, play));
    if (twin) {
      merge(twin, play);
      continue;
    }
    const better = settled.plays.find((p) => isAlternativeTo(play, p));
    if (better) {
      better.alternatives.push(play);
      if (relate(better.track, play.track) === 'different' && !sharesSound(play)) {
        better.confidence = against(better.confidence, play.confidence);
      }
      continue;
    }
    (play.confidence >= ENTRY_THRESHOLD ? settled.plays : settled.doubtful).push(play);
  }
  settled.plays.sort((a, b) => a.start - b.start || a.end - b.end);
  return { ...settled, plays: withoutMisfits(settled.plays) };
}

/** A track of which one sample was named, between two that leave it no room by their own lengths, is a doubt about them. */
function withoutMisfits(plays: readonly Play[]): Play[] {
  return plays.filter((play, i) => {
    const [before, after] = [plays[i - 1], plays[i + 1]];
    if (!before || !after || !isLone(play) || isLone(before) || isLone(after)) return true;
    const end = endOf(before);
    const zero = zeroOf(after);
    if (end === undefined || zero === undefined || end - zero < NATURAL_LEFT) return true;
    const nearer = play.start - before.end <= after.start - play.end ? before : after;
    nearer.alternatives.push(play);
    nearer.confidence = against(nearer.confidence, play.confidence);
    return false;
  });
}

const isLone = (play: Play): boolean => !isTracked(play) && play.lines.flatMap((line) => line.matches).length === 1;

/** Followed tracks first, since their extent and share are measured; then the surest, then the longest. */
function byStrength(a: Play, b: Play): number {
  return (
    Number(isTracked(b)) - Number(isTracked(a)) ||
    Number(sharesSound(a)) - Number(sharesSound(b)) ||
    b.confidence - a.confidence ||
    lengthOf(b) - lengthOf(a)
  );
}

function meanTheSame(a: Play, b: Play): boolean {
  const identifiers = new Set(a.lines.map((l) => l.identifier));
  if (b.lines.some((l) => identifiers.has(l.identifier))) return false;
  return relate(a.track, b.track) === 'same' && gapBetween(a, b) <= NEARBY;
}

function isAlternativeTo(play: Play, better: Play): boolean {
  const shared = overlapOf(play, better);
  if (shared < SAME_STRETCH * Math.min(lengthOf(play), lengthOf(better))) return false;
  if (sharesSound(play)) return shared >= SAME_STRETCH * lengthOf(play);
  if (relate(play.track, better.track) === 'version') return true;
  // A followed track that owns its evidence really sounds there as well. A lone sample within another track's play doesn't
  // fit any line with its neighbours.
  return !isTracked(play) && play.lines.every((line) => line.matches.length === 1);
}

/** Its evidence belongs mostly to a stronger track. */
function sharesSound(play: Play): boolean {
  const matches = play.lines.flatMap((line) => line.matches);
  return matches.every((m) => m.owned !== undefined && m.owned < OWN_ENOUGH);
}

export function gapBetween(a: Play, b: Play): number {
  return Math.max(0, -overlapOf(a, b));
}
