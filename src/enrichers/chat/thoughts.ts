import type { Dialect, Usage } from './request.js';

/** Room for the thoughts of a model that thinks at low effort. */
export const USUAL_THOUGHTS = 4000;
/** What was once thought may be thought again, and more. */
const MARGIN = 1.5;

/**
 * The room that a model's thoughts get besides its answer: they are paid for like it, so a limit has to reckon with them before
 * they are thought.
 */
export class Thoughts {
  /** By what it has taken so far. */
  #seen = 0;

  /** `usual` is what its kind takes where it isn't told not to think. */
  room(dialect: Dialect, usual: number): number {
    const toldNot = dialect.effort === 'none' || dialect.thinking === 'off';
    return Math.max(this.#seen, toldNot ? 0 : usual);
  }

  /** Some servers let thoughts go past the limit that they were given, or think though they were told not to. */
  learn({ outputTokens, thoughtTokens = 0 }: Usage, given: { room: number; limit: number }): void {
    const over = Math.max(thoughtTokens - given.room, outputTokens - given.limit);
    if (over > 0) this.#seen = Math.max(this.#seen, Math.ceil((given.room + over) * MARGIN));
  }

  /** An answer was cut off: by thoughts that nobody had reckoned with? */
  learnCutOff({ thoughtTokens = 0 }: Usage): void {
    if (thoughtTokens > 0) this.#seen = Math.max(this.#seen, USUAL_THOUGHTS);
  }
}
