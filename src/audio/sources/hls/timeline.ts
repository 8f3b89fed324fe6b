import { WRAP_SECONDS } from './packed.js';
import type { Segment } from './playlist.js';

/** A stamp further than this share off the playlist's durations, and two segments, is of another time line. */
const TOLERANCE = 0.1;

/**
 * Where segments lie on the mix's time line. Durations in a playlist are rounded, to whole seconds even, and an hour of
 * them drifts; time stamps in the segments don't, but start anywhere and start anew at every discontinuity. So the
 * playlist says where a time line begins, and its stamps say what follows.
 */
export class Timeline {
  readonly #anchors = new Map<number, { stamp: number; mixTime: number }>();

  /** `planned` is where the playlist's durations put the segment; `stamp` is the one that it begins with. */
  place(segment: Pick<Segment, 'timeline' | 'duration'>, planned: number, stamp: number | null): number {
    if (stamp === null) return planned;
    const anchor = this.#anchors.get(segment.timeline);
    if (!anchor) {
      this.#anchors.set(segment.timeline, { stamp, mixTime: planned });
      return planned;
    }
    const mixTime = anchor.mixTime + sinceStamp(stamp - anchor.stamp);
    const allowed = 2 * segment.duration + TOLERANCE * Math.abs(planned - anchor.mixTime);
    return mixTime >= 0 && Math.abs(mixTime - planned) <= allowed ? mixTime : planned;
  }
}

/** Stamps of 33 bits begin again after 26.5 hours. */
function sinceStamp(difference: number): number {
  const half = WRAP_SECONDS / 2;
  return ((((difference + half) % WRAP_SECONDS) + WRAP_SECONDS) % WRAP_SECONDS) - half;
}
