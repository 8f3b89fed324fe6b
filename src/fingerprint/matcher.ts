import { Candidates } from './candidates.js';
import {
  BLOCK,
  EXPLAINED,
  FAN_FEWEST,
  FAN_QUERY,
  FAN_SAMPLE,
  FAN_THOROUGH,
  FULL_POSTINGS,
  MEAN_FRAMES,
  type QueryFan,
  RANK_FRAMES,
  SPAN_MAX,
  TIME_UNITS,
} from './constants.js';
import { Following } from './following.js';
import type { FoundLine } from './found-line.js';
import { type Acquaintance, NOTHING_KNOWN } from './holding.js';
import { packPeaks } from './peak-codec.js';
import type { PeakChunk } from './peak-finder.js';
import { PeakList } from './peak-list.js';
import { Query } from './query.js';
import { Reporter } from './reporter.js';
import { SecondLook } from './second-look.js';
import { ANY_TRACK, type Strictness } from './strictness.js';
import type { PrintIndex } from './types.js';
import { Votes } from './votes.js';

/** Where known tracks explain the mix, so much less of it is asked: enough to find the next track. */
const LESS = 3;
/** A mix of so many blocks at most is a sample, of which all is asked. */
const SAMPLE_BLOCKS = 2;

/** How an index is asked. */
export interface Asking {
  thorough?: boolean;
  fan?: QueryFan;
  strictness?: Strictness;
}

/** Follows the tracks of an index through a mix: its peaks in, lines out. */
export class PeakMatcher {
  readonly #index: PrintIndex;
  readonly #mix = new PeakList(8192);
  #frames = 0;
  readonly #query = new Query();
  /** By how much less a large index is asked. */
  readonly #share: number;
  readonly #candidates: Candidates;
  #votes = new Votes();
  #votesBefore = new Votes();
  readonly #votesApart = new Votes();
  /** First peak whose hashes weren't looked up yet, and the mix time up to which blocks are done. */
  #next = 0;
  #blockStart = 0;
  readonly #following: Following;
  readonly #thorough: boolean;
  readonly #fan: QueryFan;
  readonly #secondLook: SecondLook;
  readonly #reporter: Reporter;

  /**
   * Recordings of mixes, which `known` tells, are followed, and stand in no other track's way. Without `thorough`, what a first look
   * doesn't find isn't looked for again; `fan` says how generously that one asks.
   */
  constructor(
    index: PrintIndex,
    known: Acquaintance = NOTHING_KNOWN,
    { thorough = true, fan = FAN_QUERY, strictness = ANY_TRACK }: Asking = {},
  ) {
    this.#thorough = thorough;
    this.#fan = fan;
    this.#index = index;
    this.#following = new Following(index, this.#mix, known, strictness);
    this.#reporter = new Reporter(index, known, strictness);
    this.#candidates = new Candidates(index, strictness);
    this.#secondLook = new SecondLook(index);
    this.#share = Math.min(1, FULL_POSTINGS / index.postingCount);
  }

  /** The peaks of the next stretch of the mix. Takes a fifth of a millisecond for each of its seconds. */
  push(peaks: PeakChunk): void {
    this.#add(peaks);
    while (this.#known() >= this.#blockStart + BLOCK + SPAN_MAX * TIME_UNITS) this.#block(this.#blockStart + BLOCK);
  }

  soFar(): FoundLine[] {
    return this.#reporter.report(this.#following.lines, this.#mix.length);
  }

  /** The last peaks, known by the mix's end. */
  finish(peaks: PeakChunk): FoundLine[] {
    this.#add(peaks);
    const end = this.#frames * TIME_UNITS;
    if (end > this.#blockStart) this.#block(end);
    this.#lookAgain(Number.POSITIVE_INFINITY, end);
    if (end <= SAMPLE_BLOCKS * BLOCK) this.#searchAll(end);
    return this.#reporter.report(this.#following.lines, this.#mix.length);
  }

  /** All peaks of the mix so far, packed. */
  packed(): Uint8Array {
    return packPeaks(this.#mix);
  }

  #add({ times, bands, levels, frames }: PeakChunk): void {
    for (let i = 0; i < times.length; i++) this.#mix.add(times[i]!, bands[i]!, levels[i]!);
    this.#frames = frames;
  }

  /** Mix time up to which all peaks are known. */
  #known(): number {
    return (this.#frames - MEAN_FRAMES - RANK_FRAMES - 1) * TIME_UNITS;
  }

  #block(end: number): void {
    const mix = this.#mix;
    const from = this.#next;
    const to = mix.indexAt(end);
    [this.#votes, this.#votesBefore] = [this.#votesBefore, this.#votes];
    this.#votes.clear();
    if (this.#index.trackCount > 0) {
      const start = Math.max(0, this.#blockStart - BLOCK);
      const known = Math.min(end + SPAN_MAX * TIME_UNITS, Math.max(end, this.#known()));
      this.#following.goOn(known);
      this.#query.run(this.#index, mix, from, to, this.#fanFor(from, to), this.#votes);
      for (const candidate of this.#candidates.find([this.#votesBefore, this.#votes], (start + end) / 2)) {
        this.#following.consider(candidate, { start, end, known });
      }
      this.#secondLook.note({ start, end });
      this.#lookAgain(end, known);
    }
    this.#next = to;
    this.#blockStart = end;
  }

  /** How generously peaks [from, to) are looked up: less so in a large index, and where known tracks explain them. */
  #fanFor(from: number, to: number): QueryFan {
    let explained = 0;
    for (const pursuit of this.#following.leads) explained += pursuit.matchesFrom(from);
    const hashes = Math.max(FAN_FEWEST, this.#fan.hashes * this.#share);
    return { ...this.#fan, hashes: explained > EXPLAINED * (to - from) ? hashes / LESS : hashes };
  }

  /** Asks thoroughly where nothing was found, as far as that is due. */
  #lookAgain(now: number, known: number): void {
    if (!this.#thorough) return;
    const fan = { ...FAN_THOROUGH, hashes: FAN_THOROUGH.hashes * this.#share };
    for (;;) {
      const stretch = this.#secondLook.next(now, this.#following.leads);
      if (!stretch) return;
      this.#searchIn(stretch.start, stretch.end, known, fan);
    }
  }

  /** A short sample has one chance only, and costs little: it is searched with more of its peaks' combinations. */
  #searchAll(end: number): void {
    if (this.#index.trackCount === 0) return;
    this.#searchIn(0, end, end, { ...FAN_SAMPLE, hashes: Math.ceil(FAN_SAMPLE.hashes * this.#share) });
  }

  /** Looks up a stretch of the mix by itself. */
  #searchIn(start: number, end: number, known: number, fan: QueryFan): void {
    this.#votesApart.clear();
    const [from, to] = [this.#mix.indexAt(start), this.#mix.indexAt(end)];
    this.#query.run(this.#index, this.#mix, from, to, fan, this.#votesApart);
    for (const candidate of this.#candidates.find([this.#votesApart], (start + end) / 2)) {
      this.#following.consider(candidate, { start, end, known });
    }
  }
}
