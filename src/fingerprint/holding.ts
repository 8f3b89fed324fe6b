import { POSITIONS_PER_SECOND, SECOND } from './constants.js';
import type { Pursuit } from './pursuit.js';
import type { PrintIndex } from './types.js';

/** What is known of an index's tracks besides their prints. */
export interface Acquaintance {
  /** Whether a track is the recording of a mix: it says where else a sound is, and never what it is. */
  isMix(track: number): boolean;
  /** Whether two tracks are different pieces by their names: versions of one piece don't hold each other. */
  areDifferent(a: number, b: number): boolean;
}

export const NOTHING_KNOWN: Acquaintance = { isMix: () => false, areDifferent: () => true };

/** No single piece of less than this is called a mix because of what is heard in it, in seconds: below it are mash-ups of two. */
const SHORTEST_MIX = 300;
/** What a mix holds is heard for so many seconds, with so many deviations (right lines have 37 and more). */
const HELD_FOR = 30;
const HELD_SURELY = 25;
/** A piece takes this share of the recording that holds it at most. */
export const PART_OF = 0.7;
/** So much of it lies within, and so many of its peaks are both's. */
const WITHIN = 0.8;
const SHARED = 0.5;
/** Neighbours in a mix overlap in a crossfade only. */
const CROSSFADE = 0.5;

type Line = Pick<Pursuit, 'track' | 'mixStart' | 'mixEnd' | 'z' | 'eachMatch'>;

/**
 * The tracks that hold several others, one after the other, on the very stretch of the mix where they are heard: recordings
 * of mixes, album sides. Two pieces that a DJ lays over one long one have peaks of their own, and make it none.
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

/** Whether two of these are other pieces, one after the other. */
function holdsTwo(parts: readonly Line[], known: Acquaintance): boolean {
  return parts.some((a, i) =>
    parts.slice(i + 1).some((b) => {
      const both = Math.min(a.mixEnd, b.mixEnd) - Math.max(a.mixStart, b.mixStart);
      const shorter = Math.min(a.mixEnd - a.mixStart, b.mixEnd - b.mixStart);
      return a.track !== b.track && both < CROSSFADE * shorter && known.areDifferent(a.track, b.track);
    }),
  );
}
