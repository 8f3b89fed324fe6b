import type { Candidate } from './candidates.js';
import { BLOCK_SECONDS, SECOND } from './constants.js';
import type { Pursuit } from './pursuit.js';

/** Quarters of a frame for which a line is taken for an echo before it is looked into again: it may have taken over by then. */
const LASTS = 3 * BLOCK_SECONDS * SECOND;
/** 50 ms. */
const NEAR = 17;

/** Lines that stand for what a track that is being followed repeats within itself. */
export class Echoes {
  #lines: { line: Pursuit; until: number }[] = [];

  /** Takes a line for an echo, at this moment of the mix. */
  add(line: Pursuit, now: number): void {
    this.#lines = this.#lines.filter(({ until }) => until > now);
    this.#lines.push({ line, until: now + LASTS });
  }

  has({ track, x, y }: Candidate): boolean {
    return this.#lines.some(({ line, until }) => line.track === track && x < until && Math.abs(line.at(x) - y) < NEAR);
  }
}
