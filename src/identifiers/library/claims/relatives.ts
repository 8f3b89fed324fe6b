import { type Acquaintance, type FoundLine, hearTrack, type QueryFan } from '../../../fingerprint/index.js';
import type { OpenIndex } from '../../../library/together.js';

/** Seconds from the middle of what is heard of a track, by which the library tells what else has this sound. */
const PROBE = 24;
/** A rival's sound may be only a part of this one's. */
const FAN: QueryFan = { successors: 12, hashes: 10, edge: 0 };
/** Copies of a file, its edits, what sampled it: more of them change nothing. */
const MOST = 8;

/** What else of a library sounds like a track, where that is heard. */
export class Relatives {
  readonly #index: OpenIndex;
  readonly #known: Acquaintance;

  constructor(index: OpenIndex, known: Acquaintance) {
    this.#index = index;
    this.#known = known;
  }

  /** Of what this line has heard of the track. */
  of(track: number, { mixStart, mixEnd, trackStart, speed }: FoundLine): number[] {
    const middle = trackStart + (speed * (mixEnd - mixStart)) / 2;
    const from = Math.max(0, middle - PROBE / 2);
    // The track itself stands in nobody's way here.
    const known = { ...this.#known, isMix: (other: number) => other === track || this.#known.isMix(other) };
    const { lines } = hearTrack(this.#index.prints, track, known, { from, to: from + PROBE, fan: FAN });
    const others = lines.map((line) => line.track).filter((other) => other !== track && !this.#known.isMix(other));
    return [...new Set(others)].slice(0, MOST);
  }
}
