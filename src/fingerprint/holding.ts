import { POSITIONS_PER_SECOND, SECOND } from './constants.js';
import type { Pursuit } from './pursuit.js';
import type { PrintIndex } from './types.js';

/** What the matcher may ask about tracks besides their prints. */
export interface Acquaintance {
  /** Whether a track is itself a recording of a mix. A match with one shows that the sound occurs there, too, but never which piece it is. */
  isMix(track: number): boolean;
  /** Whether two tracks are different pieces, judged by name: versions of one piece don't contain each other. */
  areDifferent(a: number, b: number): boolean;
}

export const NOTHING_KNOWN: Acquaintance = { isMix: () => false, areDifferent: () => true };

/** In seconds. A shorter recording isn't taken for a mix, whatever it contains: it is more likely a mash-up of two pieces. */
const SHORTEST_MIX = 300;
/** A contained piece must be heard for this many seconds, and its line must stand out by this many standard deviations (right lines: 37 and more). */
const HELD_FOR = 30;
const HELD_SURELY = 25;
/** A contained piece is at most this share of the recording that contains it. */
export const PART_OF = 0.7;
/** At least this share of the piece's line overlaps the recording's line, and at least this share of its matched peaks belongs to both. */
const WITHIN = 0.8;
const SHARED = 0.5;
/** Two pieces follow each other when they overlap by less than this share of the shorter one, as in a crossfade. */
const CROSSFADE = 0.5;

type Line = Pick<Pursuit, 'track' | 'mixStart' | 'mixEnd' | 'z' | 'eachMatch'>;

/**
 * Finds tracks that are recordings of mixes or album sides: on the stretch where such a track matches, several other tracks match
 * one after the other. Two pieces that a DJ plays over a long one don't count: most of their peaks aren't the long one's.
 */
export function holders(lines: readonly Line[], index: PrintIndex, known: Acquaintance): Set<number> {
  const found = new Set<number>();
  for (const line of lines) {
    const length = index.lengthOf(line.track);
    if (length < SHORTEST_MIX * POSITIONS_PER_SECOND || known.isMix(line.track) || found.has(line.track)) continue;
    const parts = lines.filter(
      (part) =>
        part.track !== line.track &&
        part.mixEnd - part.mixStart >= HELD_FOR * SECOND &&
        part.z >= HELD_SURELY &&
        index.lengthOf(part.track) <= PART_OF * length &&
        !known.isMix(part.track) &&
        Math.min(part.mixEnd, line.mixEnd) - Math.max(part.mixStart, line.mixStart) >=
          WITHIN * (part.mixEnd - part.mixStart) &&
        known.areDifferent(part.track, line.track),
    );
    if (parts.length < 2) continue;
    const own = new Set<number>();
    line.eachMatch((peak) => own.add(peak));
    if (
      holdsTwo(
        parts.filter((part) => shareIn(part, own) >= SHARED).sort((a, b) => a.mixStart - b.mixStart),
        known,
      )
    ) {
      found.add(line.track);
    }
  }
  return found;
}

function shareIn(part: Line, own: ReadonlySet<number>): number {
  let total = 0;
  let shared = 0;
  part.eachMatch((peak) => {
    total++;
    if (own.has(peak)) shared++;
  });
  return total > 0 ? shared / total : 0;
}

/** Whether two of these parts are different pieces that follow each other. */
function holdsTwo(parts: readonly Line[], known: Acquaintance): boolean {
  return parts.some((a, i) =>
    parts.slice(i + 1).some((b) => {
      const both = Math.min(a.mixEnd, b.mixEnd) - Math.max(a.mixStart, b.mixStart);
      const shorter = Math.min(a.mixEnd - a.mixStart, b.mixEnd - b.mixStart);
      return a.track !== b.track && both < CROSSFADE * shorter && known.areDifferent(a.track, b.track);
    }),
  );
}
