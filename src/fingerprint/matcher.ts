import { type Candidate, Candidates } from './candidates.js';
import {
  BLOCK_SECONDS,
  ENGINE_RATE,
  HOP,
  MEAN_FRAMES,
  PEAKS_KEPT_MIX,
  POSITIONS_PER_SECOND,
  RANK_FRAMES,
  SPAN_MAX,
  TIME_UNITS,
  WINDOW,
} from './constants.js';
import { unpackPeaks } from './peak-codec.js';
import { PeakList } from './peak-list.js';
import { PeakPicker } from './peaks.js';
import { Pursuit } from './pursuit.js';
import { Query } from './query.js';
import { scoreOf } from './score.js';
import { Spectrogram } from './spectrogram.js';
import type { PrintIndex } from './types.js';
import { Votes } from './votes.js';

/** A track heard in the mix along one line: where its time goes on straight with the mix's. */
export interface FoundLine {
  /** Ordinal in the index. */
  track: number;
  /** Where in the mix it is still heard, in seconds. */
  mixStart: number;
  mixEnd: number;
  /** Where in the track it is at `mixStart`. */
  trackStart: number;
  /** 1.03 is 3 % faster than recorded. */
  speed: number;
  /** As a ratio of frequencies: 1 under key-lock, `speed` on vinyl. */
  pitch: number;
  /** Probability that this track really plays here, 0 to 1. */
  score: number;
  /** Peaks of the track that were heard. */
  hits: number;
  /** Standard deviations by which they are more than chance. */
  z: number;
  /** Share of them that no stronger line explains: low for another version, or a sample that both use. */
  owned: number;
  /** The line, by its place in the same list, that explains most of the rest when `owned` is low. */
  rival?: number;
}

/** Quarters of a frame. */
const BLOCK = Math.round(BLOCK_SECONDS * POSITIONS_PER_SECOND) * TIME_UNITS;
/** Below this a line shares its peaks with a stronger one. */
const OWN_ENOUGH = 0.5;
/** Moments that must vote for a line before it is looked into, and evidence (nats) and deviations it must then show. */
const SUPPORT = 4;
const EVIDENCE = 30;
const DEVIATIONS = 8;
/** Less likely lines aren't told. */
const WORTH_TELLING = 0.1;
/** Unpacked prints that are kept at hand. */
const CACHED = 64;

/** Follows the tracks of an index through a mix: mono sound at ENGINE_RATE in, lines out. */
export class MixMatcher {
  readonly #index: PrintIndex;
  readonly #mix = new PeakList(8192);
  readonly #picker = new PeakPicker(PEAKS_KEPT_MIX, (time, band) => this.#mix.add(Math.max(0, time), band));
  readonly #spectrogram = new Spectrogram((row) => this.#picker.push(row));
  readonly #query = new Query();
  readonly #candidates: Candidates;
  #votes = new Votes();
  #votesBefore = new Votes();
  /** First peak whose hashes weren't looked up yet, and the mix time up to which blocks are done. */
  #next = 0;
  #blockStart = 0;
  readonly #pursuits: Pursuit[] = [];
  readonly #cache = new Map<number, PeakList>();

  constructor(index: PrintIndex) {
    this.#index = index;
    this.#candidates = new Candidates(index);
  }

  /** The next stretch of the mix. Takes a few milliseconds for each of its seconds; hand it over in chunks of up to 20 s. */
  push(pcm: Int16Array): void {
    for (let at = 0; at < pcm.length; at += ENGINE_RATE) {
      this.#spectrogram.push(pcm.subarray(at, at + ENGINE_RATE));
      while (this.#known() >= this.#blockStart + BLOCK + SPAN_MAX * TIME_UNITS) this.#block(this.#blockStart + BLOCK);
    }
  }

  soFar(): FoundLine[] {
    return this.#report();
  }

  finish(): FoundLine[] {
    this.#spectrogram.finish();
    this.#picker.finish();
    const end = this.#picker.frames * TIME_UNITS;
    if (end > this.#blockStart) this.#block(end);
    return this.#report();
  }

  /** Mix time up to which all peaks are known. */
  #known(): number {
    return (this.#picker.frames - MEAN_FRAMES - RANK_FRAMES - 1) * TIME_UNITS;
  }

  #block(end: number): void {
    const mix = this.#mix;
    const from = this.#next;
    const to = mix.indexAt(end);
    [this.#votes, this.#votesBefore] = [this.#votesBefore, this.#votes];
    this.#votes.clear();
    if (this.#index.trackCount > 0) {
      this.#query.run(this.#index, mix, from, to, this.#votes);
      const start = Math.max(0, this.#blockStart - BLOCK);
      const known = Math.min(end + SPAN_MAX * TIME_UNITS, Math.max(end, this.#known()));
      for (const pursuit of this.#pursuits) pursuit.follow(known);
      for (const candidate of this.#candidates.find([this.#votesBefore, this.#votes], (start + end) / 2)) {
        this.#consider(candidate, start, end, known);
      }
    }
    this.#next = to;
    this.#blockStart = end;
  }

  #consider(candidate: Candidate, start: number, end: number, known: number): void {
    if (candidate.support < SUPPORT) return;
    const { track, x, y } = candidate;
    const old = this.#pursuits.find((p) => p.track === track && p.passes(x, y));
    if (old) {
      old.support = Math.max(old.support, candidate.support);
      return;
    }
    const pursuit = new Pursuit(candidate, this.#referenceOf(track), this.#mix, start, end);
    pursuit.follow(known);
    if (pursuit.evidence >= EVIDENCE && pursuit.z >= DEVIATIONS) this.#pursuits.push(pursuit);
  }

  #referenceOf(track: number): PeakList {
    let peaks = this.#cache.get(track);
    this.#cache.delete(track);
    peaks ??= unpackPeaks(this.#index.peaksOf(track));
    this.#cache.set(track, peaks);
    if (this.#cache.size > CACHED) this.#cache.delete(this.#cache.keys().next().value!);
    return peaks;
  }

  /** The strongest line claims its peaks of the mix first; what a weaker one has left is its own. */
  #report(): FoundLine[] {
    const claims = new Int32Array(this.#mix.length).fill(-1);
    const strongest = [...this.#pursuits].sort((a, b) => b.evidence - a.evidence);
    const lines: FoundLine[] = [];
    const kept: Pursuit[] = [];
    for (const pursuit of strongest) {
      let total = 0;
      let own = 0;
      const holders = new Map<number, number>();
      pursuit.eachMatch((peak) => {
        total++;
        const holder = claims[peak]!;
        if (holder < 0) own++;
        else holders.set(holder, (holders.get(holder) ?? 0) + 1);
      });
      const owned = total > 0 ? own / total : 0;
      const [rival] = [...holders].sort((a, b) => b[1] - a[1])[0] ?? [];
      if (kept.some((other) => repeats(pursuit, other))) continue;
      const score = scoreOf(pursuit, secondsAt(pursuit.mixEnd) - secondsAt(pursuit.mixStart), owned);
      if (score < WORTH_TELLING) continue;
      kept.push(pursuit);
      const id = lines.length;
      pursuit.eachMatch((peak) => {
        if (claims[peak]! < 0) claims[peak] = id;
      });
      lines.push({
        track: pursuit.track,
        mixStart: secondsAt(pursuit.mixStart),
        mixEnd: secondsAt(pursuit.mixEnd),
        trackStart: secondsAt(pursuit.trackStart),
        speed: pursuit.speed,
        pitch: 2 ** (pursuit.pitch / (36 * 8)),
        score,
        hits: pursuit.present,
        z: pursuit.z,
        owned,
        ...(owned < OWN_ENOUGH && rival !== undefined && { rival }),
      });
    }
    return inOrder(lines);
  }
}

/**
 * A track doesn't sound twice at once: where a stronger line of the same track is heard, a weaker one stands for what the
 * track repeats within itself.
 */
function repeats(line: Pursuit, stronger: Pursuit): boolean {
  if (line.track !== stronger.track) return false;
  const shared = Math.min(line.mixEnd, stronger.mixEnd) - Math.max(line.mixStart, stronger.mixStart);
  return shared > 0.5 * (line.mixEnd - line.mixStart);
}

/** By mix time, with the rivals' places following. */
function inOrder(lines: FoundLine[]): FoundLine[] {
  const order = lines.map((_, i) => i).sort((a, b) => lines[a]!.mixStart - lines[b]!.mixStart || a - b);
  const place = new Map(order.map((old, now) => [old, now]));
  return order.map((i) => {
    const line = lines[i]!;
    return line.rival === undefined ? line : { ...line, rival: place.get(line.rival)! };
  });
}

/** A frame stands for the middle of its window. */
function secondsAt(quarters: number): number {
  return Math.max(0, ((quarters / TIME_UNITS) * HOP + WINDOW / 2) / ENGINE_RATE);
}
