import { SECOND, SIGNATURE_BITS, type Signature } from '../../fingerprint/index.js';
import { eachOf, type KeptSignature } from './signatures.js';

/** Seconds of a bin of offsets: signatures tell seconds, and clocks drift by two in an hour and a half. */
const BIN = 2;
/** How far above chance the fullest bin of a mix must be: deviations, and as many hashes besides. */
const DEVIATIONS = 6;
const FEWEST = 3;
/** The recording is looked for in these; the one that it is has by far the most hashes in common with it. */
const MOST = 6;

export interface Candidate {
  sound: string;
  /** Where the recording may begin in the mix, to a bin or two, in seconds of both sounds. */
  offset: number;
  support: number;
}

/** Finds the mixes that may hold a recording, or be held by it, by hashes that they have in common at one distance. */
export class CandidateSearch {
  readonly #engine: number;
  /** One more than the first question with a hash, by the hash; and of each the next of the same. */
  readonly #first = new Int32Array(2 ** SIGNATURE_BITS);
  readonly #next: Int32Array;
  readonly #seconds: Float64Array;
  readonly #length: number;
  #bins = new Uint16Array(0);
  readonly #found: Candidate[] = [];

  constructor(engine: string, { hashes, times }: Signature) {
    this.#engine = Number(engine);
    this.#next = new Int32Array(hashes.length);
    this.#seconds = Float64Array.from(times, (time) => time / SECOND);
    this.#length = (this.#seconds.at(-1) ?? 0) + BIN;
    hashes.forEach((hash, i) => {
      this.#next[i] = this.#first[hash]!;
      this.#first[hash] = i + 1;
    });
  }

  readonly look = ({ sound, engine, words }: KeptSignature): void => {
    if (engine !== this.#engine) return;
    const first = this.#first;
    const next = this.#next;
    const seconds = this.#seconds;
    let end = 0;
    for (const word of words) end += word & 1023;
    const count = Math.ceil((this.#length + end + 2 * BIN) / BIN) + 1;
    if (this.#bins.length < count) this.#bins = new Uint16Array(2 * count);
    const bins = this.#bins;
    bins.fill(0, 0, count);
    let pairs = 0;
    eachOf(words, (hash, second) => {
      for (let i = first[hash]!; i > 0; i = next[i - 1]!) {
        bins[Math.floor((second - seconds[i - 1]! + this.#length) / BIN)]!++;
        pairs++;
      }
    });
    if (pairs < FEWEST) return;
    let support = 0;
    let at = 0;
    for (let bin = 0; bin + 1 < count; bin++) {
      const both = bins[bin]! + bins[bin + 1]!;
      if (both > support) [support, at] = [both, bin];
    }
    const chance = (2 * pairs) / count;
    if (support < chance + DEVIATIONS * Math.sqrt(chance + 0.25) + FEWEST) return;
    this.#found.push({ sound, offset: (at + 1) * BIN - this.#length, support });
    this.#found.sort((a, b) => b.support - a.support);
    this.#found.length = Math.min(this.#found.length, MOST);
  };

  /** The likeliest first. */
  candidates(): readonly Candidate[] {
    return this.#found;
  }
}
