import { SECOND } from './constants.js';
import { type Fit, leastSquares } from './least-squares.js';
import { MatchList } from './match-list.js';

/** Peaks that the line's course is fitted to: the last ten seconds or so, so that a slow change of tempo is followed. */
const FITTED = 256;
/** Fewer than these turn no line. */
const FEWEST_FITTED = 40;
/** A fit that would change the speed by more than this, where the speed is known, was led astray by other peaks. */
const MOST_TURN = 0.005;
/** Peaks tell a slope when their times deviate by a second, which is some three and a half seconds of them. */
const TELLS_SLOPE = Math.floor(SECOND) ** 2;

/** Where an end of a line was when the evidence for it was highest: so far the track is heard. */
interface Reached {
  evidence: number;
  x: number;
  y: number;
  /** How many of the matches belong to it. */
  matches: number;
  expected: number;
  present: number;
}

/** One end of a line: at mix time x the track is at y, and both move away from where the line was found. */
export class LineEnd {
  readonly direction: 1 | -1;
  x: number;
  y: number;
  slope: number;
  /** Nats by which it is likelier than not that the track plays all the way to here. */
  evidence = 0;
  done = false;
  readonly best: Reached;
  /** The mix's peaks that are the track's. */
  readonly matches = new MatchList();
  /** Of the peaks that were met last, when they are in the mix and in the track. */
  readonly fitX: number[] = [];
  readonly fitY: number[] = [];
  #expected = 0;
  #present = 0;

  constructor(direction: 1 | -1, x: number, y: number, slope: number) {
    this.direction = direction;
    this.x = x;
    this.y = y;
    this.slope = slope;
    this.best = { evidence: 0, x, y, matches: 0, expected: 0, present: 0 };
  }

  /** A peak of the track, due at mix time `due`, isn't there, which says `weight`. */
  miss(weight: number): void {
    this.#expected++;
    this.evidence += weight;
  }

  /** It is there: it is this peak of the mix, which is at mix time `at`. */
  meet(weight: number, peak: number, gain: number, at: number, due: number, trackTime: number): void {
    this.#expected++;
    this.#present++;
    this.evidence += weight;
    this.matches.add(peak, gain);
    this.fitX.push(at);
    this.fitY.push(trackTime);
    const { best } = this;
    if (this.evidence <= best.evidence) return;
    best.evidence = this.evidence;
    best.x = due;
    best.y = trackTime;
    best.matches = this.matches.length;
    best.expected = this.#expected;
    best.present = this.#present;
  }

  /** Turns to where the last peaks say that it goes. */
  correct(): void {
    if (this.fitX.length > 2 * FITTED) {
      this.fitX.splice(0, this.fitX.length - FITTED);
      this.fitY.splice(0, this.fitY.length - FITTED);
    }
    const fit = this.fitX.length >= FEWEST_FITTED ? this.fit() : null;
    if (!fit || Math.abs(fit.slope - this.slope) > MOST_TURN) return;
    this.slope = fit.slope;
    this.y = fit.y + fit.slope * (this.x - fit.x);
  }

  /** The line through the peaks that were met last; null where they are too near each other to tell one. */
  fit(): Fit | null {
    const fit = leastSquares(this.fitX, this.fitY);
    return fit.spread > TELLS_SLOPE ? fit : null;
  }

  /** Peaks that came by chance in a stretch where the track wasn't heard must not turn it: forgets all but the first so many. */
  forgetFrom(count: number): void {
    this.fitX.length = count;
    this.fitY.length = count;
  }

  /** It has come as far as it can: what only going on needs is let go, since a long mix has many of these. */
  finish(): void {
    this.done = true;
    this.matches.length = this.best.matches;
    this.matches.trim();
    this.forgetFrom(0);
  }
}
