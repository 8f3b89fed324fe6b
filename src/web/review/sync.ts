import type { OwnFile } from './contract.js';

/** Seconds that the user's own file may be off the mix before it is put right: less is heard as one. */
export const MOST_DRIFT = 0.05;
/** How much of what a jump was off is believed: one that was late by chance mustn't make the next one early. */
const LEARNING = 0.7;
const MOST_LEAD = 1;

/** Where the mix's sound is in the user's own file. */
export const trackTimeOf = (
  { trackTimeAtZero, speed }: Pick<OwnFile, 'trackTimeAtZero' | 'speed'>,
  mixTime: number,
): number => trackTimeAtZero + speed * mixTime;

/**
 * Keeps a second player where the first one is. A jump takes its time, in which the first goes on: what a jump was late by is
 * added to the next.
 */
export class Sync {
  #lead = 0;
  #hasJumped = false;

  /** Where to jump to, in the track's time; null where it is near enough. */
  correction(own: OwnFile, mixTime: number, ownTime: number): number | null {
    const drift = this.drift(own, mixTime, ownTime);
    if (Math.abs(drift) <= MOST_DRIFT) {
      this.#hasJumped = false;
      return null;
    }
    if (this.#hasJumped) this.#lead = bounded(this.#lead - drift * LEARNING);
    this.#hasJumped = true;
    return trackTimeOf(own, mixTime) + this.#lead * own.speed;
  }

  /** Seconds of mix by which the user's file is ahead. */
  drift(own: OwnFile, mixTime: number, ownTime: number): number {
    return (ownTime - trackTimeOf(own, mixTime)) / own.speed;
  }

  /** Somebody has jumped elsewhere: that is no lateness. */
  moved(): void {
    this.#hasJumped = false;
  }
}

const bounded = (lead: number): number => Math.max(-MOST_LEAD, Math.min(lead, MOST_LEAD));
