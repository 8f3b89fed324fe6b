/** What is known of chance before anything was counted, and how much that weighs in peaks. */
const FIRST_GUESS = 0.04;
const GUESS_WEIGHT = 100;
/** From so many on (about a minute of a track) what chance does is well known, and every fourth peak is enough to go on learning. */
const WELL_KNOWN = 8000;
/** It is never taken for rarer or more frequent than this, so that a peak that is there weighs 1.1 to 2.7 nats. */
const LEAST = 0.01;
const MOST = 0.3;
/**
 * Share of its peaks that a track must show to count as playing in the reckoning. With chance at .04 a stretch adds
 * evidence from a share of .084 on; both tracks of a crossfade are held to the same.
 */
const PRESENT = 0.15;
/** In a mix so dense that chance brings a good deal of that, it must show so many times as much as chance. */
const OVER_CHANCE = 3;

/**
 * How many of a track's peaks the mix has by chance, learned along the line: from copies of the line that are shifted in time and
 * stand for no music.
 */
export class Chance {
  #trials = GUESS_WEIGHT;
  #hits = FIRST_GUESS * GUESS_WEIGHT;

  count(hit: boolean): void {
    this.#trials++;
    if (hit) this.#hits++;
  }

  /** Whether this peak of the track, by its index, is one to learn from. */
  wants(peak: number): boolean {
    return this.#trials <= WELL_KNOWN || (peak & 3) === 0;
  }

  get share(): number {
    return Math.max(LEAST, Math.min(MOST, this.#hits / this.#trials));
  }

  /** What a peak that is there and one that isn't say for the track, in nats: how much likelier than by chance. */
  weights(): { hit: number; miss: number } {
    const chance = this.share;
    const present = Math.max(PRESENT, OVER_CHANCE * chance);
    return { hit: Math.log(present / chance), miss: Math.log((1 - present) / (1 - chance)) };
  }
}
