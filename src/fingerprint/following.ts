import type { Candidate } from './candidates.js';
import { Echoes } from './echoes.js';
import type { Acquaintance } from './holding.js';
import { unpackPeaks } from './peak-codec.js';
import type { PeakList } from './peak-list.js';
import { FIRST_EVIDENCE, Pursuit } from './pursuit.js';
import { ANY_TRACK, type Strictness } from './strictness.js';
import type { PrintIndex } from './types.js';

/** Unpacked prints that are kept at hand. */
const CACHED = 64;

/** The stretch of the mix that a candidate was found in, and how far the mix is known, in quarters of a frame. */
export interface Whereabouts {
  start: number;
  end: number;
  known: number;
}

/** The lines of an index's tracks that are followed through a mix, and which candidates become such lines. */
export class Following {
  /** All of them, those that have ended too. */
  readonly lines: Pursuit[] = [];
  /** Those of them that may explain the mix: a recording of a mix explains nothing, whatever of it is heard. */
  readonly leads: Pursuit[] = [];
  readonly #index: PrintIndex;
  readonly #mix: PeakList;
  readonly #acquaintance: Acquaintance;
  readonly #strictness: Strictness;
  readonly #echoes = new Echoes();
  readonly #cache = new Map<number, PeakList>();

  constructor(index: PrintIndex, mix: PeakList, acquaintance: Acquaintance, strictness = ANY_TRACK) {
    this.#index = index;
    this.#mix = mix;
    this.#acquaintance = acquaintance;
    this.#strictness = strictness;
  }

  /** Goes on along all lines to where the mix is known, and lets echoes of others go. */
  goOn(known: number): void {
    const going = this.lines.filter((line) => !line.over);
    for (const line of going) line.follow(known);
    for (const line of going) {
      const leader = going.find((other) => line.evidence < other.evidence && line.echoes(other));
      if (!leader) continue;
      line.stop();
      this.#echoes.add(line, known);
    }
  }

  /** Whether a candidate is a line of its own that the mix's peaks bear out; then it is followed from now on. */
  consider(candidate: Candidate, { start, end, known }: Whereabouts): void {
    const { support, evidence, deviations } = this.#strictness;
    if (candidate.support < support) return;
    const { track, x, y } = candidate;
    if (this.lines.some((line) => line.track === track && line.passes(x, y))) return;
    if (this.#echoes.has(candidate)) return;
    const line = new Pursuit(candidate, this.#referenceOf(track), this.#mix, start, end);
    if (line.firstEvidence < FIRST_EVIDENCE) return;
    if (this.lines.some((other) => line.echoes(other))) {
      this.#echoes.add(line, end);
      return;
    }
    line.follow(known);
    if (line.evidence < evidence || line.z < deviations) return;
    this.lines.push(line);
    if (!this.#acquaintance.isMix(track)) this.leads.push(line);
  }

  #referenceOf(track: number): PeakList {
    let peaks = this.#cache.get(track);
    this.#cache.delete(track);
    peaks ??= unpackPeaks(this.#index.peaksOf(track));
    this.#cache.set(track, peaks);
    if (this.#cache.size > CACHED) this.#cache.delete(this.#cache.keys().next().value!);
    return peaks;
  }
}
