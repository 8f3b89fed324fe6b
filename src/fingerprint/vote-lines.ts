import { SPEED_REACH } from './constants.js';
import { leastSquares } from './least-squares.js';

/** A vote that is being looked into: at mix time x the index's common time line is at y. In quarters of a frame. */
export interface Point {
  track: number;
  x: number;
  y: number;
  /** Eighths of a band by which the track lies above the mix. */
  pitch: number;
}

/** The line y = slope × x + offset, with the middle of its points' times, and those points. */
export interface VoteLine {
  slope: number;
  offset: number;
  x: number;
  pitch: number;
  points: readonly Point[];
}

/** Lines are tried in steps of .5 % of speed and 58 ms: half a step of speed is 20 ms at either end of two blocks. */
const SLOPE_STEP = 0.005;
const OFFSET_STEP = 20;
/** Votes lie on a line when they miss it by less than 35 ms and .75 band; at first, when it is only guessed, by 87 ms. */
export const TIME_MISS = 12;
const PITCH_MISS = 6;
const FIRST_MISS = 1.5 * OFFSET_STEP;
/** A line is fitted so many times to the points that lie on it. */
const ROUNDS = 3;
/** Two points lie on a line always. */
const FEWEST = 3;
/** Under three seconds of votes, evenly spread, the slope that was guessed is surer than a fitted one. */
const TELLS_SLOPE = 300 ** 2;
/** The fastest speed that is looked for. */
const FASTEST = 2 ** SPEED_REACH;

/** Finds the line that most votes of one track lie on; holds the room that takes. */
export class VoteLines {
  readonly #slopes: number[] = [];
  /** Points of each pitch, from the lowest on. */
  readonly #pitches = new Uint16Array(256);
  #cells = new Uint16Array(4096);
  /** The last moment that voted for each cell. */
  #last = new Int32Array(4096);

  constructor() {
    for (let s = 1 - FASTEST; s <= FASTEST - 1; s += SLOPE_STEP) this.#slopes.push(1 + s);
  }

  /** Points in order of time, of which there is one at least; `centre` is the middle of the stretch that they are from. */
  lineIn(points: readonly Point[], centre: number): VoteLine | null {
    return this.#refine(points, this.#hough(points, centre));
  }

  /** The line that most moments of the mix vote for. */
  #hough(points: readonly Point[], centre: number): { slope: number; offset: number } {
    let best = { slope: 1, offset: points[0]!.y, count: -1 };
    for (const slope of this.#slopes) {
      let low = Number.POSITIVE_INFINITY;
      let high = Number.NEGATIVE_INFINITY;
      for (const p of points) {
        const offset = p.y - slope * (p.x - centre);
        if (offset < low) low = offset;
        if (offset > high) high = offset;
      }
      const cells = Math.floor((high - low) / OFFSET_STEP) + 2;
      if (cells > this.#cells.length) {
        this.#cells = new Uint16Array(cells * 2);
        this.#last = new Int32Array(cells * 2);
      }
      this.#cells.fill(0, 0, cells);
      this.#last.fill(-1, 0, cells);
      for (const p of points) {
        const cell = Math.floor((p.y - slope * (p.x - centre) - low) / OFFSET_STEP);
        // One moment of the mix has one vote, however many of its hashes agree.
        if (this.#last[cell] === p.x) continue;
        this.#last[cell] = p.x;
        this.#cells[cell]!++;
      }
      for (let c = 0; c + 1 < cells; c++) {
        const count = this.#cells[c]! + this.#cells[c + 1]!;
        if (count > best.count) best = { slope, offset: low + (c + 1) * OFFSET_STEP, count };
      }
    }
    return { slope: best.slope, offset: best.offset - best.slope * centre };
  }

  #refine(points: readonly Point[], guess: { slope: number; offset: number }): VoteLine | null {
    let { slope, offset } = guess;
    let chosen: Point[] = [];
    let pitch = 0;
    let x = 0;
    for (let round = 0; round < ROUNDS; round++) {
      const near = nearLine(points, slope, offset, round === 0 ? FIRST_MISS : TIME_MISS);
      if (near.length < FEWEST) return null;
      pitch = this.#medianPitch(near);
      chosen = atPitch(near, pitch);
      if (chosen.length < FEWEST) return null;
      const fit = leastSquares(
        chosen.map((p) => p.x),
        chosen.map((p) => p.y),
      );
      if (fit.spread > TELLS_SLOPE) slope = fit.slope;
      offset = fit.y - slope * fit.x;
      x = fit.x;
    }
    if (slope > FASTEST || slope < 1 / FASTEST) return null;
    return { slope, offset, x, pitch, points: chosen };
  }

  #medianPitch(points: readonly Point[]): number {
    const counts = this.#pitches.fill(0);
    for (const { pitch } of points) counts[pitch + 128]!++;
    let place = 0;
    for (let left = points.length >> 1; left >= counts[place]!; place++) left -= counts[place]!;
    return place - 128;
  }
}

function nearLine(points: readonly Point[], slope: number, offset: number, miss: number): Point[] {
  const near: Point[] = [];
  for (const p of points) if (Math.abs(p.y - slope * p.x - offset) <= miss) near.push(p);
  return near;
}

function atPitch(points: readonly Point[], pitch: number): Point[] {
  const chosen: Point[] = [];
  for (const p of points) if (Math.abs(p.pitch - pitch) <= PITCH_MISS) chosen.push(p);
  return chosen;
}
