import type { Candidate } from './candidates.js';
import { BAND_UNITS, BANDS, TIME_UNITS } from './constants.js';
import { MatchList } from './match-list.js';
import type { PeakList } from './peak-list.js';

/** Peaks are the same when they lie this near: 25 ms, .6 band. */
const TIME_NEAR = 8.6;
const BAND_NEAR = 5;
/** The line is followed in steps of a second. */
const STEP = 345;
/** Copies of the line, shifted in time by .26 to .55 s to either side, tell how many peaks fit by chance. */
const SHIFTS = [-190, -127, 89, 151];
/** What is known of chance before anything was counted, and how much that weighs in peaks. */
const CHANCE = 0.04;
const CHANCE_WEIGHT = 100;
/** From so many on (about a minute of a track) what chance does is well known, and every fourth peak is enough to go on learning. */
const TRIALS_KNOWN = 8000;
/**
 * Share of its peaks that a track must show to count as playing in the reckoning. With chance at .04 a stretch adds
 * evidence from a share of .14 on, 6 dB under another track; both tracks of a crossfade are held to the same.
 */
const PRESENT = 0.15;
/** A line that shows less evidence than this (nats) in the stretch that it was found in came by chance. */
export const FIRST_EVIDENCE = 15;
/** Followed so far beyond the last evidence, in quarters of a frame: 15 s. */
const PATIENCE = 15 * STEP;
/** A line that gains less than this share of what another one of its track does is an echo. */
const ECHO = 0.6;
/** Peaks that the line's course is fitted to: the last ten seconds or so, so that a slow change of tempo is followed. */
const FITTED = 256;

/** One end of a line, moving away from where the line was found. */
class End {
  readonly direction: 1 | -1;
  x: number;
  y: number;
  slope: number;
  evidence = 0;
  done = false;
  counted = new Counts();
  /** Where the evidence was highest. */
  best = { evidence: 0, x: 0, y: 0, matches: 0, counts: new Counts() };
  /** The mix's peaks that are the track's. */
  readonly matches = new MatchList();
  readonly fitX: number[] = [];
  readonly fitY: number[] = [];

  constructor(direction: 1 | -1, x: number, y: number, slope: number) {
    this.direction = direction;
    this.x = x;
    this.y = y;
    this.slope = slope;
    this.best.x = x;
    this.best.y = y;
  }

  /** It has come as far as it can: what only going on needs is let go, since a long mix has many of these. */
  finish(): void {
    this.done = true;
    this.matches.length = this.best.matches;
    this.matches.trim();
    this.fitX.length = 0;
    this.fitY.length = 0;
  }
}

class Counts {
  expected = 0;
  present = 0;
  byChance = 0;
}

/** A track followed through the mix along a line, in both directions from where it was found. */
export class Pursuit {
  readonly track: number;
  pitch: number;
  /** Moments of the mix whose hashes voted for it. */
  support: number;
  readonly #reference: PeakList;
  readonly #mix: PeakList;
  readonly #forward: End;
  readonly #backward: End;
  readonly #cursors = new Int32Array(SHIFTS.length + 1);
  /** Evidence in the stretch that the line was found in. */
  firstEvidence = 0;
  /** Evidence a step that the last stretch added. */
  #gain = 0;
  #trials = CHANCE_WEIGHT;
  #hits = CHANCE * CHANCE_WEIGHT;

  constructor(candidate: Candidate, reference: PeakList, mix: PeakList, from: number, to: number) {
    this.track = candidate.track;
    this.pitch = candidate.pitch;
    this.support = candidate.support;
    this.#reference = reference;
    this.#mix = mix;
    const { x, y, slope } = this.#settle(candidate, from, to);
    this.#forward = new End(1, x, y, slope);
    this.#backward = new End(-1, x, y, slope);
  }

  /** Fits the line to the peaks of the stretch that it was found in. */
  #settle(seed: Candidate, from: number, to: number): { x: number; y: number; slope: number } {
    let { x, y, slope } = seed;
    for (let round = 0; round < 2; round++) {
      const end = new End(1, from, y + slope * (from - x), slope);
      // What chance does is only counted where the line is followed: most candidates end here.
      this.#walk(end, to, false);
      this.firstEvidence = end.best.evidence;
      this.#gain = (this.firstEvidence * STEP) / (to - from);
      if (this.firstEvidence < FIRST_EVIDENCE || end.fitX.length < 12) return { x, y, slope };
      const fit = fitLine(end.fitX, end.fitY);
      if (!fit || Math.abs(fit.slope - slope) > 0.01) return { x, y, slope };
      slope = fit.slope;
      y = fit.meanY + slope * (x - fit.meanX);
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
    return this.#forward.best.counts.present + this.#backward.best.counts.present;
  }

  get expected(): number {
    return this.#forward.best.counts.expected + this.#backward.best.counts.expected;
  }

  /** Share of the track's peaks that the mix has by chance. */
  get chance(): number {
    return Math.max(0.01, Math.min(0.3, this.#hits / this.#trials));
  }

  /** Standard deviations by which more peaks are present than chance would bring. */
  get z(): number {
    const { expected, chance } = this;
    return expected === 0 ? 0 : (this.present - chance * expected) / Math.sqrt(expected * chance * (1 - chance));
  }

  get speed(): number {
    const length = this.mixEnd - this.mixStart;
    return length > 4 * STEP ? (this.trackEnd - this.trackStart) / length : this.#forward.slope;
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
        beyond <= PATIENCE && Math.abs(end.best.y + end.slope * (x - end.best.x) - y) <= 2 * TIME_NEAR + beyond * 0.003
      );
    }
    const middle = this.trackStart + this.speed * (x - this.mixStart);
    return Math.abs(middle - y) <= 4 * TIME_NEAR;
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

  #pursue(end: End, until: number): void {
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
  #walk(end: End, to: number, countChance: boolean): void {
    const { x, y, slope, direction } = end;
    const reference = this.#reference;
    const yTo = y + slope * (to - x);
    const chance = this.chance;
    const hit = Math.log(Math.max(PRESENT, 3 * chance) / chance);
    const miss = Math.log((1 - Math.max(PRESENT, 3 * chance)) / (1 - chance));
    const before = end.evidence;
    const matched = end.fitX.length;
    this.#cursors.fill(this.#mix.indexAt(x));
    let i = direction > 0 ? reference.indexAt(y) : reference.indexAt(y) - 1;
    for (; i >= 0 && i < reference.length; i += direction) {
      const time = reference.times[i]!;
      if (direction > 0 ? time >= yTo : time < yTo) break;
      const band = reference.bands[i]! + this.pitch;
      if (band < 0 || band >= BANDS * BAND_UNITS) continue;
      const expected = x + (time - y) / slope;
      const found = this.#nearest(expected, band, 0);
      end.counted.expected++;
      if (found >= 0) {
        end.counted.present++;
        end.evidence += hit;
        end.matches.add(found, this.#mix.levels[found]! - reference.levels[i]!);
        end.fitX.push(this.#mix.times[found]!);
        end.fitY.push(time);
        if (end.evidence > end.best.evidence) {
          const { best, counted } = end;
          best.evidence = end.evidence;
          best.x = expected;
          best.y = time;
          best.matches = end.matches.length;
          best.counts.expected = counted.expected;
          best.counts.present = counted.present;
        }
      } else end.evidence += miss;
      if (!countChance || (this.#trials > TRIALS_KNOWN && i & 3)) continue;
      for (let s = 0; s < SHIFTS.length; s++) {
        this.#trials++;
        if (this.#nearest(expected + SHIFTS[s]!, band, s + 1) >= 0) this.#hits++;
      }
    }
    end.x = to;
    end.y = yTo;
    if (end.evidence > before) this.#correct(end);
    else {
      end.fitX.length = matched;
      end.fitY.length = matched;
    }
  }

  #correct(end: End): void {
    if (end.fitX.length > 2 * FITTED) {
      end.fitX.splice(0, end.fitX.length - FITTED);
      end.fitY.splice(0, end.fitY.length - FITTED);
    }
    const fit = end.fitX.length >= 40 ? fitLine(end.fitX, end.fitY) : null;
    if (!fit || Math.abs(fit.slope - end.slope) > 0.005) return;
    end.slope = fit.slope;
    end.y = fit.meanY + fit.slope * (end.x - fit.meanX);
  }

  /**
   * The mix's peak nearest to this moment among those that count as the same, or -1. Calls with the same `cursor` go along
   * the mix, so that each begins near where the last one ended.
   */
  #nearest(time: number, band: number, cursor: number): number {
    const { times, bands, length } = this.#mix;
    const earliest = time - TIME_NEAR;
    let from = this.#cursors[cursor]!;
    while (from < length && times[from]! < earliest) from++;
    while (from > 0 && times[from - 1]! >= earliest) from--;
    this.#cursors[cursor] = from;
    let best = -1;
    let distance = TIME_NEAR;
    for (let i = from; i < length; i++) {
      const off = times[i]! - time;
      if (off > TIME_NEAR) break;
      const apart = bands[i]! - band;
      if (apart > BAND_NEAR || apart < -BAND_NEAR || Math.abs(off) > distance) continue;
      distance = Math.abs(off);
      best = i;
    }
    return best;
  }
}

function fitLine(xs: readonly number[], ys: readonly number[]): { slope: number; meanX: number; meanY: number } | null {
  const n = xs.length;
  let meanX = 0;
  let meanY = 0;
  for (let i = 0; i < n; i++) {
    meanX += xs[i]!;
    meanY += ys[i]!;
  }
  meanX /= n;
  meanY /= n;
  let xx = 0;
  let xy = 0;
  for (let i = 0; i < n; i++) {
    xx += (xs[i]! - meanX) ** 2;
    xy += (xs[i]! - meanX) * (ys[i]! - meanY);
  }
  // Peaks of less than some three seconds don't tell a slope.
  return xx / n > (TIME_UNITS * 86) ** 2 ? { slope: xy / xx, meanX, meanY } : null;
}
