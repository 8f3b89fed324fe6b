import { BinCounts } from './bin-counts.js';
import { SPEED_REACH, TIME_UNITS } from './constants.js';
import type { PrintIndex } from './types.js';
import type { Votes } from './votes.js';

/** A line that votes lie on: at mix time x the track is at y, and goes on at `slope`. All in quarters of a frame. */
export interface Candidate {
  track: number;
  x: number;
  y: number;
  slope: number;
  /** Eighths of a band by which the mix lies above the track. */
  pitch: number;
  /** Distinct moments of the mix that voted for it. */
  support: number;
}

/** Votes are gathered in bins of .74 s, two neighbours at a time: wide enough for what a vote's own speed errs by. */
const BIN = 256;
/** Lines are tried in steps of .5 % of speed and 58 ms. */
const SLOPE_STEP = 0.005;
const OFFSET_STEP = 20;
/** Votes lie on a line when they miss it by less than 35 ms and .75 band. */
const TIME_MISS = 12;
const PITCH_MISS = 6;
/** So many of the strongest are looked into for each block: more than a mix has at once, with all repetitions in them. */
const MOST = 32;
const MOST_VOTES = 2000;

/** Finds candidates among the votes of a stretch of the mix. */
export class Candidates {
  readonly #index: PrintIndex;
  readonly #binCount: number;
  readonly #counts = new BinCounts();
  /** The slot of each vote's bin. */
  #slots = new Int32Array(4096);
  readonly #factors = Float64Array.from({ length: 256 }, (_, i) => 2 ** ((i - 128) / 128));
  readonly #slopes: number[] = [];
  /** Points of each pitch, from the lowest on. */
  readonly #pitches = new Uint16Array(256);
  #cells = new Uint16Array(4096);
  #last = new Int32Array(4096);

  constructor(index: PrintIndex) {
    this.#index = index;
    const tracks = index.trackCount;
    const end = tracks > 0 ? index.baseOf(tracks - 1) + index.lengthOf(tracks - 1) : 0;
    this.#binCount = Math.ceil((end * TIME_UNITS) / BIN) + 3;
    const most = 2 ** SPEED_REACH - 1;
    for (let s = -most; s <= most; s += SLOPE_STEP) this.#slopes.push(1 + s);
  }

  /** `centre` is the middle of the votes' stretch. */
  find(parts: readonly Votes[], centre: number): Candidate[] {
    const total = parts.reduce((sum, votes) => sum + votes.length, 0);
    this.#count(parts, total, centre);
    const needed = votesNeeded(total / this.#binCount);
    const bins = this.#fullest(needed);
    const gathered = this.#gather(parts, bins);
    const found: Candidate[] = [];
    for (const bin of bins) {
      const line = this.#lineIn(gathered, centre, bin, needed);
      if (line && !found.some((other) => isSame(other, line))) found.push(line);
    }
    return found;
  }

  #count(parts: readonly Votes[], total: number, centre: number): void {
    if (this.#slots.length < total) this.#slots = new Int32Array(2 * total);
    this.#counts.begin(total);
    let n = 0;
    for (const { times, positions, speeds, length } of parts) {
      for (let i = 0; i < length; i++) {
        const y = positions[i]! + this.#factors[speeds[i]! + 128]! * (centre - times[i]!);
        const bin = Math.max(0, Math.min(this.#binCount - 2, Math.floor(y / BIN) + 1));
        this.#slots[n++] = this.#counts.add(bin);
      }
    }
  }

  /** The pairs of neighbouring bins with the most votes; of two pairs with a bin in common the better one. */
  #fullest(needed: number): number[] {
    const counts = this.#counts;
    const pairs = new Map<number, number>();
    for (let i = 0; i < counts.length; i++) {
      const slot = counts.slotAt(i);
      const own = counts.countIn(slot);
      // One of a pair has half of what it needs.
      if (2 * own < needed) continue;
      const bin = counts.binIn(slot);
      const lower = own + counts.countOf(bin - 1);
      const upper = own + counts.countOf(bin + 1);
      if (lower < needed && upper < needed) continue;
      if (lower > upper) pairs.set(bin - 1, lower);
      else pairs.set(bin, upper);
    }
    return [...pairs]
      .sort((a, b) => b[1] - a[1] || a[0] - b[0])
      .slice(0, MOST)
      .map(([bin]) => bin);
  }

  #lineIn(gathered: Gathered, centre: number, bin: number, needed: number): Candidate | null {
    const points = pointsOf(gathered, bin);
    if (points.length < needed) return null;
    return this.#refine(points, this.#hough(points, centre));
  }

  /** The votes of these bins and of those after them, by bin. */
  #gather(parts: readonly Votes[], bins: readonly number[]): Gathered {
    const gathered: Gathered = new Map();
    const bySlot = new Map<number, Point[]>();
    for (const bin of bins.flatMap((bin) => [bin, bin + 1])) {
      if (gathered.has(bin)) continue;
      const points: Point[] = [];
      gathered.set(bin, points);
      if (this.#counts.countOf(bin) > 0) bySlot.set(this.#counts.slotOf(bin), points);
    }
    let n = 0;
    for (const votes of bins.length > 0 ? parts : []) {
      for (let i = 0; i < votes.length; i++) {
        const points = bySlot.get(this.#slots[n++]!);
        if (!points || points.length >= MOST_VOTES) continue;
        const position = votes.positions[i]!;
        const track = this.#index.trackAt(Math.floor(position / TIME_UNITS));
        if (track >= 0) points.push({ track, x: votes.times[i]!, y: position, pitch: votes.pitches[i]! });
      }
    }
    return gathered;
  }

  /** The line y = slope × x + offset that most moments vote for. */
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

  #refine(points: readonly Point[], guess: { slope: number; offset: number }): Candidate | null {
    let { slope, offset } = guess;
    let chosen: Point[] = [];
    let pitch = 0;
    let x = 0;
    for (let round = 0; round < 3; round++) {
      const near = nearLine(points, slope, offset, round === 0 ? OFFSET_STEP * 1.5 : TIME_MISS);
      if (near.length < 3) return null;
      pitch = this.#medianPitch(near);
      chosen = atPitch(near, pitch);
      if (chosen.length < 3) return null;
      const fit = leastSquares(chosen);
      // Under 3 s of votes the slope that was guessed is surer than a fitted one.
      if (fit.spread > 90_000) slope = fit.slope;
      offset = fit.y - slope * fit.x;
      x = fit.x;
    }
    const most = 2 ** SPEED_REACH;
    if (slope > most || slope < 1 / most) return null;
    const { track } = chosen[0]!;
    const y = slope * x + offset - this.#index.baseOf(track) * TIME_UNITS;
    return { track, x, y, slope, pitch: -pitch, support: momentsOf(chosen) };
  }

  #medianPitch(points: readonly Point[]): number {
    const counts = this.#pitches.fill(0);
    for (const { pitch } of points) counts[pitch + 128]!++;
    let place = 0;
    for (let left = points.length >> 1; left >= counts[place]!; place++) left -= counts[place]!;
    return place - 128;
  }
}

interface Point {
  track: number;
  x: number;
  y: number;
  pitch: number;
}

type Gathered = Map<number, Point[]>;

/** The votes of both bins that are for the track which has most of them, in order of time. */
function pointsOf(gathered: Gathered, bin: number): Point[] {
  const byTrack = new Map<number, Point[]>();
  for (const point of [...gathered.get(bin)!, ...gathered.get(bin + 1)!]) {
    const points = byTrack.get(point.track);
    if (points) points.push(point);
    else byTrack.set(point.track, [point]);
  }
  let best: Point[] = [];
  for (const points of byTrack.values()) if (points.length > best.length) best = points;
  return best.sort((a, b) => a.x - b.x);
}

/**
 * Votes that a pair of bins needs to be looked into, where chance brings `mean` to a bin: six standard deviations above,
 * since hits of one hash are not independent.
 */
function votesNeeded(mean: number): number {
  return Math.max(5, 2 * mean + 6 * Math.sqrt(2 * mean));
}

function isSame(a: Candidate, b: Candidate): boolean {
  return a.track === b.track && Math.abs(a.y + (b.x - a.x) * a.slope - b.y) < 3 * TIME_MISS;
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

/** The line through the middle (x, y) that misses the points least, and how widely they are spread along x. */
function leastSquares(points: readonly Point[]): { x: number; y: number; slope: number; spread: number } {
  let x = 0;
  let y = 0;
  for (const p of points) {
    x += p.x;
    y += p.y;
  }
  x /= points.length;
  y /= points.length;
  let xx = 0;
  let xy = 0;
  for (const p of points) {
    xx += (p.x - x) ** 2;
    xy += (p.x - x) * (p.y - y);
  }
  return { x, y, slope: xy / xx, spread: xx / points.length };
}

/** How many different moments there are in points in order of time. */
function momentsOf(points: readonly Point[]): number {
  let moments = 0;
  for (let i = 0; i < points.length; i++) if (i === 0 || points[i]!.x !== points[i - 1]!.x) moments++;
  return moments;
}
