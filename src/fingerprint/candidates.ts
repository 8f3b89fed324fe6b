import { BinCounts } from './bin-counts.js';
import { SPAN_UNITS, TIME_UNITS } from './constants.js';
import { ANY_TRACK, type Strictness } from './strictness.js';
import type { PrintIndex } from './types.js';
import { type Point, TIME_MISS, VoteLines } from './vote-lines.js';
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
/** Votes of one bin that are looked into. */
const MOST_VOTES = 2000;
/** Votes that a pair of bins needs to be looked into, however few chance brings. */
const FEWEST_VOTES = 5;
/** Two candidates of a track that are nearer to each other than this, 104 ms, are one. */
const SAME_WITHIN = 3 * TIME_MISS;

/** Finds candidates among the votes of a stretch of the mix. */
export class Candidates {
  readonly #index: PrintIndex;
  readonly #binCount: number;
  readonly #counts = new BinCounts();
  /** The slot of each vote's bin. */
  #slots = new Int32Array(4096);
  /** The speed that a vote tells, by its 8 bits. */
  readonly #factors = Float64Array.from({ length: 256 }, (_, i) => 2 ** ((i - 128) / SPAN_UNITS));
  readonly #lines = new VoteLines();

  readonly #strictness: Strictness;

  constructor(index: PrintIndex, strictness = ANY_TRACK) {
    this.#index = index;
    this.#strictness = strictness;
    const tracks = index.trackCount;
    const end = tracks > 0 ? index.baseOf(tracks - 1) + index.lengthOf(tracks - 1) : 0;
    // One before the beginning and one behind the end, and a neighbour of that.
    this.#binCount = Math.ceil((end * TIME_UNITS) / BIN) + 3;
  }

  /** `centre` is the middle of the votes' stretch. */
  find(parts: readonly Votes[], centre: number): Candidate[] {
    const total = parts.reduce((sum, votes) => sum + votes.length, 0);
    this.#count(parts, total, centre);
    const needed = votesNeeded(total / this.#binCount, this.#strictness.votes);
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
      .slice(0, this.#strictness.candidates)
      .map(([bin]) => bin);
  }

  #lineIn(gathered: Gathered, centre: number, bin: number, needed: number): Candidate | null {
    const points = pointsOf(gathered, bin);
    if (points.length < needed) return null;
    const line = this.#lines.lineIn(points, centre);
    if (!line) return null;
    const { slope, offset, x, pitch } = line;
    const { track } = line.points[0]!;
    const y = slope * x + offset - this.#index.baseOf(track) * TIME_UNITS;
    return { track, x, y, slope, pitch: -pitch, support: momentsOf(line.points) };
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

/** Where chance brings `mean` votes to a bin: by so many standard deviations more. */
function votesNeeded(mean: number, deviations: number): number {
  return Math.max(FEWEST_VOTES, 2 * mean + deviations * Math.sqrt(2 * mean));
}

function isSame(a: Candidate, b: Candidate): boolean {
  return a.track === b.track && Math.abs(a.y + (b.x - a.x) * a.slope - b.y) < SAME_WITHIN;
}

/** How many different moments there are in points in order of time. */
function momentsOf(points: readonly Point[]): number {
  let moments = 0;
  for (let i = 0; i < points.length; i++) if (i === 0 || points[i]!.x !== points[i - 1]!.x) moments++;
  return moments;
}
