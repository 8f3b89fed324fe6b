import type { Candidate } from './candidates.js';
import { Chance } from './chance.js';
import { BAND_UNITS, BANDS, SECOND } from './constants.js';
import { LineEnd } from './line-end.js';
import { NearbyPeaks, TIME_NEAR } from './nearby-peaks.js';
import type { PeakList } from './peak-list.js';

/** The line is followed in steps of a second. */
const STEP = Math.round(SECOND);
/** Copies of the line, shifted in time by .26 to .55 s to either side, tell how many peaks fit by chance. */
const SHIFTS = [-190, -127, 89, 151];
/** The line's own walk along the mix's peaks; its copies have the next ones. */
const OWN_WALK = 0;
/** A line that shows less evidence than this (nats) in the stretch that it was found in came by chance. */
export const FIRST_EVIDENCE = 15;
/** There it is fitted to its peaks so many times: the first fit finds more peaks for the second. */
const SETTLING = 2;
/** Fewer peaks than these settle no line. */
const FEWEST_SETTLED = 12;
/** What votes say of the speed is right to a step of their search (.5 %), or to two. */
const MOST_TURN = 0.01;
/** Followed so far beyond the last evidence, in quarters of a frame: 15 s. */
const PATIENCE = 15 * STEP;
/** Shorter lines, of four seconds, have the speed of their course: their own ends would tell it worse. */
const SHORT = 4 * STEP;
/** A line passes a point that it misses by so much in its middle, where it is fitted to peaks over its whole length; … */
const PASSES_WITHIN = 4 * TIME_NEAR;
/** … and at its ends by so much, and by .3 % of the way beyond them. */
const PASSES_END_WITHIN = 2 * TIME_NEAR;
const STRAYS = 0.003;
/** A line that gains less than this share of what another one of its track does is an echo. */
const ECHO = 0.6;

/** A track followed through the mix along a line, in both directions from where it was found. */
export class Pursuit {
  readonly track: number;
  readonly pitch: number;
  readonly #reference: PeakList;
  readonly #mix: PeakList;
  readonly #nearby: NearbyPeaks;
  readonly #chance = new Chance();
  readonly #forward: LineEnd;
  readonly #backward: LineEnd;
  /** Evidence in the stretch that the line was found in. */
  firstEvidence = 0;
  /** Evidence a step that the last stretch added. */
  #gain = 0;

  constructor(candidate: Candidate, reference: PeakList, mix: PeakList, from: number, to: number) {
    this.track = candidate.track;
    this.pitch = candidate.pitch;
    this.#reference = reference;
    this.#mix = mix;
    this.#nearby = new NearbyPeaks(mix, SHIFTS.length + 1);
    const { x, y, slope } = this.#settle(candidate, from, to);
    this.#forward = new LineEnd(1, x, y, slope);
    this.#backward = new LineEnd(-1, x, y, slope);
  }

  /** Fits the line to the peaks of the stretch that it was found in. */
  #settle(seed: Candidate, from: number, to: number): { x: number; y: number; slope: number } {
    let { x, y, slope } = seed;
    for (let round = 0; round < SETTLING; round++) {
      const end = new LineEnd(1, from, y + slope * (from - x), slope);
      // What chance does is only learned where the line is followed: most candidates end here.
      this.#walk(end, to, false);
      this.firstEvidence = end.best.evidence;
      this.#gain = (this.firstEvidence * STEP) / (to - from);
      if (this.firstEvidence < FIRST_EVIDENCE || end.fitX.length < FEWEST_SETTLED) return { x, y, slope };
      const fit = end.fit();
      if (!fit || Math.abs(fit.slope - slope) > MOST_TURN) return { x, y, slope };
      slope = fit.slope;
      y = fit.y + slope * (x - fit.x);
    }
    return { x, y, slope };
  }

  get mixStart(): number {
    return this.#backward.best.x;
  }

  get mixEnd(): number {
    return this.#forward.best.x;
  }

  get trackStart(): number {
    return this.#backward.best.y;
  }

  get trackEnd(): number {
    return this.#forward.best.y;
  }

  get evidence(): number {
    return this.#forward.best.evidence + this.#backward.best.evidence;
  }

  get present(): number {
    return this.#forward.best.present + this.#backward.best.present;
  }

  get expected(): number {
    return this.#forward.best.expected + this.#backward.best.expected;
  }

  /** Share of the track's peaks that the mix has by chance. */
  get chance(): number {
    return this.#chance.share;
  }

  /** Standard deviations by which more peaks are present than chance would bring. */
  get z(): number {
    const { expected, chance } = this;
    return expected === 0 ? 0 : (this.present - chance * expected) / Math.sqrt(expected * chance * (1 - chance));
  }

  get speed(): number {
    const length = this.mixEnd - this.mixStart;
    return length > SHORT ? (this.trackEnd - this.trackStart) / length : this.#forward.slope;
  }

  get over(): boolean {
    return this.#forward.done;
  }

  /** Whether the line passes this point, as far as it was followed. */
  passes(x: number, y: number): boolean {
    const end = x >= this.#forward.best.x ? this.#forward : x <= this.#backward.best.x ? this.#backward : null;
    if (end) {
      const beyond = (x - end.best.x) * end.direction;
      return (
        beyond <= PATIENCE &&
        Math.abs(end.best.y + end.slope * (x - end.best.x) - y) <= PASSES_END_WITHIN + beyond * STRAYS
      );
    }
    const middle = this.trackStart + this.speed * (x - this.mixStart);
    return Math.abs(middle - y) <= PASSES_WITHIN;
  }

  /** Calls back for each peak of the mix that is this track's, by its index. */
  eachMatch(visit: (peak: number) => void): void {
    for (const end of [this.#backward, this.#forward]) {
      for (let i = 0; i < end.best.matches; i++) visit(end.matches.peaks[i]!);
    }
  }

  /** How many of the mix's peaks from this one on are the track's, up to the last evidence. */
  matchesFrom(peak: number): number {
    const { matches, best } = this.#forward;
    let i = best.matches;
    while (i > 0 && matches.peaks[i - 1]! >= peak) i--;
    return best.matches - i;
  }

  /** The same in order of time, with the moment and with how much louder it is there than in the track. */
  eachGain(visit: (time: number, gain: number) => void): void {
    const { times } = this.#mix;
    const { best, matches } = this.#backward;
    for (let i = best.matches - 1; i >= 0; i--) visit(times[matches.peaks[i]!]!, matches.gains[i]!);
    const forward = this.#forward;
    for (let i = 0; i < forward.best.matches; i++) visit(times[forward.matches.peaks[i]!]!, forward.matches.gains[i]!);
  }

  /** Goes on to where the mix is known to. */
  follow(until: number): void {
    if (!this.#backward.done) this.#pursue(this.#backward, 0);
    const { x, evidence, done } = this.#forward;
    if (done) return;
    this.#pursue(this.#forward, until);
    if (this.#forward.x > x) this.#gain = ((this.#forward.evidence - evidence) * STEP) / (this.#forward.x - x);
  }

  /**
   * Whether this stands only for what the track of the other line repeats within itself. Music made of loops has dozens of
   * such lines at a time, and following them all would cost more than everything else.
   */
  echoes(other: Pursuit): boolean {
    return this.track === other.track && !other.over && this.#gain < ECHO * other.#gain;
  }

  /** Where the track would be at this moment of the mix, on the line's course of now. */
  at(x: number): number {
    return this.#forward.y + this.#forward.slope * (x - this.#forward.x);
  }

  /** Isn't followed any further. */
  stop(): void {
    this.#forward.finish();
  }

  #pursue(end: LineEnd, until: number): void {
    const reach = this.#reference.length > 0 ? this.#reference.times[this.#reference.length - 1]! : 0;
    while (!end.done) {
      const to = end.x + end.direction * STEP;
      if (end.direction > 0 ? to > until : to < -STEP) {
        if (end.direction < 0) end.finish();
        return;
      }
      this.#walk(end, to, true);
      if ((end.x - end.best.x) * end.direction > PATIENCE || end.y < -STEP || end.y > reach + STEP) end.finish();
    }
  }

  /** Walks one end to mix time `to`, counting the track's peaks that are in the mix, and corrects its course. */
  #walk(end: LineEnd, to: number, learnChance: boolean): void {
    const { x, y, slope, direction, evidence } = end;
    const reference = this.#reference;
    const yTo = y + slope * (to - x);
    const { hit, miss } = this.#chance.weights();
    const matched = end.fitX.length;
    this.#nearby.begin(x);
    let i = direction > 0 ? reference.indexAt(y) : reference.indexAt(y) - 1;
    for (; i >= 0 && i < reference.length; i += direction) {
      const time = reference.times[i]!;
      if (direction > 0 ? time >= yTo : time < yTo) break;
      const band = reference.bands[i]! + this.pitch;
      if (band < 0 || band >= BANDS * BAND_UNITS) continue;
      const due = x + (time - y) / slope;
      const found = this.#nearby.nearest(due, band, OWN_WALK);
      if (found < 0) end.miss(miss);
      else {
        const { times, levels } = this.#mix;
        end.meet(hit, found, levels[found]! - reference.levels[i]!, times[found]!, due, time);
      }
      if (!learnChance || !this.#chance.wants(i)) continue;
      for (let s = 0; s < SHIFTS.length; s++) {
        this.#chance.count(this.#nearby.nearest(due + SHIFTS[s]!, band, s + 1) >= 0);
      }
    }
    end.x = to;
    end.y = yTo;
    if (end.evidence > evidence) end.correct();
    else end.forgetFrom(matched);
  }
}
