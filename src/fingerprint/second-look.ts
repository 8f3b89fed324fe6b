import { FEW_POSTINGS, SECOND } from './constants.js';
import type { Pursuit } from './pursuit.js';

/** A stretch of the mix, in quarters of a frame. */
export interface MixStretch {
  start: number;
  end: number;
}

/** What is asked of a line that is being followed. */
type Line = Pick<Pursuit, 'mixStart' | 'mixEnd' | 'expected' | 'present'>;

/** Of three blocks, two that follow each other are looked at again: a track that they find is followed through the third. */
const EVERY = 3;
/** Which of them: the second, since a block is noted together with the one before it. */
const SECOND_OF_THREE = 1;
/** Two minutes of mix: by then a track has mostly been found that tells how clear the mix is. */
const PATIENCE = 120 * SECOND;
/**
 * Share of a track's peaks that a clear mix has. The best track of a mix with room, noise and compression showed .50 and .58 of
 * its own (.67 of the first 15 s), the best one of any other .83 and more, at 48 kbit/s and at any speed.
 */
const CLEAR = 0.72;
/** Peaks of a track, of about twenty seconds, by which its share can be trusted. */
const ENOUGH = 600;

/**
 * Decides where a library is asked again, more thoroughly than each block of the mix can be. A few hashes find every track of
 * a clear mix (133 of 133 together with the second look, in twenty mixes of which four are not clear; 119 without it, all that it
 * adds lies under room and noise). So a large library, where each look-up costs, is asked again only while no track was
 * found that tells that the mix is clear; then what is unexplained is unknown.
 */
export class SecondLook {
  readonly #patient: boolean;
  #blocks = 0;
  #clear = false;
  readonly #waiting: MixStretch[] = [];

  constructor(index: { postingCount: number }) {
    this.#patient = index.postingCount > FEW_POSTINGS;
  }

  /** Notes a block, together with the one before it. */
  note(stretch: MixStretch): void {
    if (this.#blocks++ % EVERY === SECOND_OF_THREE) this.#waiting.push(stretch);
  }

  /** The next stretch that is due at this moment of the mix and that no line passes through; null when there is none. */
  next(now: number, lines: readonly Line[]): MixStretch | null {
    this.#clear ||= lines.some((line) => line.expected > ENOUGH && line.present > CLEAR * line.expected);
    if (this.#patient && this.#clear) this.#waiting.length = 0;
    while (this.#waiting.length > 0 && this.#waiting[0]!.end + (this.#patient ? PATIENCE : 0) <= now) {
      const stretch = this.#waiting.shift()!;
      if (!lines.some((line) => covers(line, stretch))) return stretch;
    }
    return null;
  }
}

/** A stretch needs no second look when a line is heard in more than this share of it. */
const COVERED = 0.5;

function covers(line: Line, { start, end }: MixStretch): boolean {
  return Math.min(line.mixEnd, end) - Math.max(line.mixStart, start) > COVERED * (end - start);
}
