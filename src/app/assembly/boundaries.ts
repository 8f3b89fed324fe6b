import type { Sound } from '../../domain/ports/analyse.js';
import type { Span } from '../../domain/span.js';
import { endOf, isTracked, NATURAL_LEFT, type Play, zeroOf } from './plays.js';

/** A play with its place on the mix's time line: from the moment it takes over until it is last heard. */
export interface Placed extends Span {
  play: Play;
  transition: Span | null;
  layered: boolean;
}

/** A track must go on this long after another one ended inside it, for that other one to be a layer and not a predecessor. */
const LAYER_MARGIN = 5;
/**
 * Shorter stretches without a track are the ends of their neighbours: a followed track fades below hearing some seconds
 * before it ends, a sampled one wasn't asked about there.
 */
const LONGEST_JOIN_TRACKED = 15;
const LONGEST_JOIN_SAMPLED = 100;
/** A sampled track is assumed to have been played from its own beginning, unless that lies further back than this. */
const LONGEST_BEFORE = 150;
/** Half of a usual transition, which is 32 or 64 beats: 15 to 30 s. */
const USUAL_LEAD = 15;
/** How long before its own end a track is left at the earliest, as a rule, and in the middle of the transition usually. */
const LONGEST_OUTRO = 90;
const USUAL_OUTRO = 65;
/** Seconds of an unnamed track that show what it is like. */
const SHORTEST_SIDE = 20;
/** At the mix's own ends a fade-in or applause is no unknown track. */
const LONGEST_EDGE = 20;

/** The mix as far as it was listened to. */
export interface Ground extends Span {
  unnamed?: readonly Span[];
  sound?: Sound | undefined;
}

/** Puts plays on the time line: who takes over when, what overlaps, and what is left unexplained. */
export function place(plays: readonly Play[], mix: Ground): { placed: Placed[]; gaps: Span[] } {
  const { sound } = mix;
  const placed: Placed[] = [];
  const gaps: Span[] = [];
  /** The play that sounds on, until the next one takes over. */
  let current: Placed | null = null;

  for (const play of [...plays].sort((a, b) => a.start - b.start || b.end - a.end)) {
    const next: Placed = { play, start: play.start, end: play.end, transition: null, layered: false };
    placed.push(next);
    if (!current) {
      next.start = openingOf(play, mix, gaps);
      current = next;
      continue;
    }
    if (play.end <= current.end - LAYER_MARGIN) {
      next.layered = true;
      continue;
    }
    if (play.start <= current.end) {
      next.transition = { start: play.start, end: current.end };
      next.start = (play.start + current.end) / 2;
    } else if (
      (arrivalOf(play, current.end) - current.end <= longestJoin(current.play, play) ||
        leavesNoRoom(current.play, play)) &&
      !hidesAnother(current, play, mix)
    ) {
      next.start = isTracked(play) ? boundaryIn(current.end, play) : takeoverOf(play, current, sound);
      current.end = next.start;
    } else {
      next.start = takeoverOf(play, current, sound);
      current.end = lastOf(current, next.start, sound);
      gaps.push({ start: current.end, end: next.start });
    }
    current = next;
  }
  if (!current) gaps.push({ start: mix.start, end: mix.end });
  else if (mix.end - current.end > edge(current.play) && !goesOnUntil(mix.end, current.play)) {
    current.end = lastOf(current, mix.end, sound);
    gaps.push({ start: current.end, end: mix.end });
  } else if (mix.end > current.end) current.end = mix.end;
  return { placed: placed.sort((a, b) => a.start - b.start), gaps };
}

function openingOf(play: Play, mix: Span, gaps: Span[]): number {
  if (play.start - mix.start <= edge(play)) return mix.start;
  const zero = zeroOf(play);
  let start = play.start;
  if (!isTracked(play) && zero !== undefined && play.start - zero <= LONGEST_BEFORE) {
    // A track that was asked about late may well have begun with the mix.
    if (zero - mix.start <= LONGEST_EDGE) return mix.start;
    start = zero;
  }
  gaps.push({ start: mix.start, end: start });
  return start;
}

const edge = (play: Play): number => (isTracked(play) ? LONGEST_EDGE : LONGEST_JOIN_SAMPLED);

const goesOnUntil = (time: number, play: Play): boolean => !isTracked(play) && (endOf(play) ?? 0) >= time;

/** By their own lengths one may have gone on until the other had begun. */
function leavesNoRoom(a: Play, b: Play): boolean {
  if (isTracked(a) || isTracked(b)) return false;
  const [end, zero] = [endOf(a), zeroOf(b)];
  return end !== undefined && zero !== undefined && end - zero >= NATURAL_LEFT && b.start - zero <= LONGEST_BEFORE;
}

function longestJoin(a: Play, b: Play): number {
  return isTracked(a) && isTracked(b) ? LONGEST_JOIN_TRACKED : LONGEST_JOIN_SAMPLED;
}

/**
 * When a track takes over that was only sampled: a little after its own beginning, where that is told and hasn't been heard
 * otherwise. A followed one is known to begin where it begins.
 */
function arrivalOf(play: Play, lastHeard: number): number {
  const zero = zeroOf(play);
  if (isTracked(play) || zero === undefined || play.start - zero > LONGEST_BEFORE) return play.start;
  return Math.max(lastHeard, Math.min(zero + USUAL_LEAD, (zero + play.start) / 2));
}

/**
 * The same, with the help of the sound between the two. What sounds before the new track's own beginning is the old one's,
 * or at least not the new one's.
 */
function takeoverOf(play: Play, current: Placed, sound: Sound | undefined): number {
  const guess = arrivalOf(play, current.end);
  const zero = zeroOf(play);
  const told = zero !== undefined && play.start - zero <= LONGEST_BEFORE;
  const between = { start: Math.max(current.end, told ? zero : play.start - LONGEST_BEFORE), end: play.start };
  if (!sound || isTracked(play) || between.end - between.start < 2) return guess;
  const apart = between.start - current.end > LONGEST_JOIN_SAMPLED;
  const old = {
    start: apart ? between.start - LONGEST_JOIN_SAMPLED / 2 : Math.min(current.end, current.start + USUAL_LEAD),
    end: between.start,
  };
  const next = { start: play.start, end: Math.max(play.end, likelyEndOf(play)) };
  return sound.takeover(between, old, next, guess) ?? guess;
}

/**
 * When a track that was only sampled gives way to one that nobody named, which sounds until `until`: where the sound changes
 * to what it is before that.
 */
function lastOf(current: Placed, until: number, sound: Sound | undefined): number {
  const { play, start, end } = current;
  const natural = endOf(play);
  const between = { start: end, end: Math.min(until - SHORTEST_SIDE, natural ?? end + LONGEST_BEFORE) };
  if (!sound || isTracked(play) || between.end - between.start < 2) return end;
  const next = { start: Math.max(between.end, until - LONGEST_JOIN_SAMPLED), end: until };
  const guess = natural === undefined ? end : Math.max(end, Math.min(natural - USUAL_OUTRO, between.end));
  return sound.takeover(between, { start: Math.min(end, start + USUAL_LEAD), end }, next, guess) ?? end;
}

/**
 * Whether another track was played between two that were only sampled: two samples had no name before the new one's own
 * beginning, or one that doesn't sound like the old one either. A service misses one sample in ten of what it knows.
 */
function hidesAnother(current: Placed, play: Play, { unnamed = [], sound }: Ground): boolean {
  if (isTracked(current.play) || isTracked(play)) return false;
  const until = Math.min(play.start, zeroOf(play) ?? play.start);
  const missed = unnamed.filter((sample) => sample.start >= current.end && sample.end <= until);
  if (missed.length !== 1) return missed.length > 1;
  const old = { start: Math.min(current.end, current.start + USUAL_LEAD), end: current.end };
  return sound?.isStrange?.(missed[0]!, old) ?? false;
}

/** Until when a track surely goes on: a DJ leaves it before its end, but hardly more than a minute and a half before. */
function likelyEndOf(play: Play): number {
  const end = endOf(play);
  return end === undefined ? play.end : end - LONGEST_OUTRO;
}

/** Somewhere between the last sign of the old track and the first of the new one, but not before the new one's own beginning. */
function boundaryIn(lastHeard: number, next: Play): number {
  const earliest = Math.min(next.start, Math.max(lastHeard, zeroOf(next) ?? lastHeard));
  return (earliest + next.start) / 2;
}
