import type { Pursuit } from './pursuit.js';

/** What is asked of a line that shares its sound with another one. */
export type SharingLine = Pick<
  Pursuit,
  'track' | 'mixStart' | 'mixEnd' | 'speed' | 'pitch' | 'present' | 'expected' | 'eachMatch'
>;

/**
 * A line that owns less of its peaks than this shares them with a stronger one: on a prototype's mixes (36 plays, 317 tracks in the
 * index) wrong lines owned .12 to .27, right ones .99.
 */
export const OWN_ENOUGH = 0.5;

/** For two tracks to be one sound, one must accompany this share of the other's line, at the same speed and pitch but for so much. */
const SAME_STRETCH = 0.8;
const SAME_SPEED = 0.002;
/** Quarters of a frame by which the ends of a line may be off. */
const SPEED_DOUBT = 24;
/** Eighths of a band. */
const SAME_PITCH = 2;
/**
 * Shared peaks, and the share of a track's peaks that is heard, each against the better one's. Of 72 files that were made of nine
 * real tracks (at 32 to 192 kbit/s, quieter, compressed, with more bass, with an echo), heard at their own speed and 3 % faster,
 * the worst had .66 and .77; a piece with another one 14 dB below it had .89 and .67, or .67 and .89, beside the piece alone.
 */
const SAME_PEAKS = 0.65;
const SAME_CLARITY = 0.75;

/** More than this of a line beside a stronger one of its own track is a repetition. */
const REPEATED = 0.5;

/** How much of a line's evidence nobody has claimed, and who holds most of the rest, with how many peaks. */
export function shareOf(
  line: SharingLine,
  claims: Int32Array,
): { owned: number; rival: number | undefined; shared: number } {
  let total = 0;
  let own = 0;
  const byHolder = new Map<number, number>();
  line.eachMatch((peak) => {
    total++;
    const holder = claims[peak]!;
    if (holder < 0) own++;
    else byHolder.set(holder, (byHolder.get(holder) ?? 0) + 1);
  });
  const [rival, shared] = [...byHolder].sort((a, b) => b[1] - a[1])[0] ?? [];
  return { owned: total > 0 ? own / total : 0, rival, shared: shared ?? 0 };
}

/**
 * Whether the sound can't tell this line from a stronger one of another track: both run through the same stretch at the same
 * speed and pitch, and nearly all that one explains the other explains as well.
 */
export function isTwin(line: SharingLine, stronger: SharingLine, shared: number): boolean {
  const length = line.mixEnd - line.mixStart;
  const both = Math.min(line.mixEnd, stronger.mixEnd) - Math.max(line.mixStart, stronger.mixStart);
  if (both < SAME_STRETCH * length || Math.abs(line.pitch - stronger.pitch) > SAME_PITCH) return false;
  if (Math.abs(line.speed / stronger.speed - 1) > SAME_SPEED + SPEED_DOUBT / length) return false;
  if (line.present / line.expected < (SAME_CLARITY * stronger.present) / stronger.expected) return false;
  let own = 0;
  let first = Number.POSITIVE_INFINITY;
  let last = Number.NEGATIVE_INFINITY;
  line.eachMatch((peak) => {
    own++;
    first = Math.min(first, peak);
    last = Math.max(last, peak);
  });
  let others = 0;
  stronger.eachMatch((peak) => {
    if (peak >= first && peak <= last) others++;
  });
  return shared >= SAME_PEAKS * Math.max(own, others);
}

/**
 * A track doesn't sound twice at once: where a stronger line of the same track is heard, a weaker one stands for what the
 * track repeats within itself.
 */
export function repeats(line: SharingLine, stronger: SharingLine): boolean {
  if (line.track !== stronger.track) return false;
  const shared = Math.min(line.mixEnd, stronger.mixEnd) - Math.max(line.mixStart, stronger.mixStart);
  return shared > REPEATED * (line.mixEnd - line.mixStart);
}
