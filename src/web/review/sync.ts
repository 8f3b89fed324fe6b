import type { OwnFile } from './contract.js';

/** Seconds that the user's own file may be off the mix before it is put right: less is heard as one. */
export const MOST_DRIFT = 0.05;
/** How much of what a jump was off is believed: one that was late by chance mustn't make the next one early. */
const LEARNING = 0.7;
const MOST_LEAD = 1;
/** Seconds of mix in which a player comes to rest after a jump, and in which what it is off by is still the jump's. */
const [SETTLING, RECENT] = [0.5, 3];
/** What is off by less than a jump is worth is caught up: so many seconds a second, by a change of speed that isn't heard. */
const [CATCHING, MOST_CATCHING, UNHEARD] = [0.2, 0.005, 0.01];

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
  #jumpedAt = Number.NEGATIVE_INFINITY;

  /** Where to jump to, in the track's time; null where it is near enough, or has only just jumped. */
  correction(own: OwnFile, mixTime: number, ownTime: number): number | null {
    const drift = this.drift(own, mixTime, ownTime);
    const since = Math.abs(mixTime - this.#jumpedAt);
    if (Math.abs(drift) <= MOST_DRIFT || since < SETTLING) return null;
    if (since < RECENT) this.#lead = bounded(this.#lead - drift * LEARNING, MOST_LEAD);
    this.#jumpedAt = mixTime;
    return trackTimeOf(own, mixTime) + this.#lead * own.speed;
  }

  /** How fast it is to be played meanwhile. */
  rate(own: OwnFile, mixTime: number, ownTime: number): number {
    const drift = this.drift(own, mixTime, ownTime);
    const catching = Math.abs(drift) <= UNHEARD ? 0 : bounded(-drift * CATCHING, MOST_CATCHING);
    // In steps, so that a player isn't told of another speed with each frame.
    return own.speed * (1 + Math.round(catching * 1000) / 1000);
  }

  /** Seconds of mix by which the user's file is ahead. */
  drift(own: OwnFile, mixTime: number, ownTime: number): number {
    return (ownTime - trackTimeOf(own, mixTime)) / own.speed;
  }

  /** Somebody has jumped elsewhere: that is no lateness. */
  moved(): void {
    this.#jumpedAt = Number.NEGATIVE_INFINITY;
  }
}

const bounded = (value: number, most: number): number => Math.max(-most, Math.min(value, most));
