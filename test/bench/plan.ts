import type { MusicFile } from './music.js';
import type { Random } from './random.js';

export const VARIANTS = ['plain', 'keylock', 'vinyl', 'club', 'lowrate'] as const;
export type Variant = (typeof VARIANTS)[number];

/** A stretch of a track that is played straight on: so many seconds of the track from `from` on. */
export interface Stretch {
  from: number;
  seconds: number;
}

export interface Play {
  file: MusicFile;
  /** Whether it is in the index. */
  known: boolean;
  /** Played speed at the start and at the end: they differ where the tempo was changed while it played. */
  speed: number;
  endSpeed: number;
  /** One, or several where it was looped or cued anew. */
  stretches: Stretch[];
  /** Seconds of mix time: with the fades. */
  start: number;
  end: number;
  /** Lengths of the crossfades at both ends. */
  fadeIn: number;
  fadeOut: number;
  /** How much louder it is played than others: 1 where nothing is said. */
  gain?: number;
}

export interface MixPlan {
  variant: Variant;
  seed: number;
  plays: Play[];
  seconds: number;
}

const SPEED_RANGE: Record<Variant, number> = { plain: 0, keylock: 0.08, vinyl: 0.08, club: 0, lowrate: 0 };

/** Sets a mix together: which tracks, from where to where, how fast, and with how long crossfades. */
export function planMix(
  variant: Variant,
  seed: number,
  minutes: number,
  tracks: readonly { file: MusicFile; known: boolean }[],
  random: Random,
): MixPlan {
  const plays: Play[] = [];
  let at = 0;
  let fadeIn = 0;
  for (const { file, known } of tracks) {
    if (at >= minutes * 60) break;
    const range = SPEED_RANGE[variant];
    const speed = 1 + random.between(-range, range);
    // Every sixth track or so of those on vinyl changes its tempo while it plays.
    const endSpeed = variant === 'vinyl' && random.next() < 0.17 ? clamp(speed + random.between(-0.04, 0.04)) : speed;
    const usable = Math.min(file.seconds - 2, random.between(90, 260));
    const from = random.between(0, Math.max(0, file.seconds - 1 - usable));
    const stretches = cut({ from, seconds: usable }, random);
    const length = stretches.reduce((sum, s) => sum + s.seconds, 0) / ((speed + endSpeed) / 2);
    const fadeOut = Math.min(random.next() < 0.3 ? random.between(30, 60) : random.between(8, 30), length * 0.35);
    const start = Math.max(0, at - fadeIn);
    plays.push({ file, known, speed, endSpeed, stretches, start, end: start + length, fadeIn, fadeOut });
    at = start + length;
    fadeIn = fadeOut;
  }
  // A crossfade must not be longer than a third of either track.
  for (let i = 1; i < plays.length; i++) {
    const before = plays[i - 1]!;
    const play = plays[i]!;
    const fade = Math.min(before.fadeOut, (play.end - play.start) * 0.35);
    const shift = before.end - fade - play.start;
    play.start += shift;
    play.end += shift;
    before.fadeOut = fade;
    play.fadeIn = fade;
  }
  plays[plays.length - 1]!.fadeOut = 3;
  return { variant, seed, plays, seconds: plays[plays.length - 1]!.end };
}

/** One play in eight has a loop of 4 to 12 s, one in eight a jump of its own. */
function cut(whole: Stretch, random: Random): Stretch[] {
  const kind = random.next();
  const middle = whole.seconds * random.between(0.35, 0.6);
  if (kind < 0.125) {
    const loop = random.between(4, 12);
    const times = 2 + Math.floor(random.next() * 3);
    const looped = Array.from({ length: times }, () => ({ from: whole.from + middle, seconds: loop }));
    return [
      { from: whole.from, seconds: middle },
      ...looped,
      { from: whole.from + middle, seconds: whole.seconds - middle },
    ];
  }
  if (kind < 0.25) {
    const back = random.between(5, Math.min(40, middle));
    return [
      { from: whole.from, seconds: middle },
      { from: whole.from + middle - back, seconds: whole.seconds - middle },
    ];
  }
  return [whole];
}

const clamp = (speed: number): number => Math.max(0.92, Math.min(1.08, speed));
