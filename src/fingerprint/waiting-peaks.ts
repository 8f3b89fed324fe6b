import { RANK_FRAMES } from './constants.js';

/** Receives peaks in order of time: quarters of a frame, eighths of a band, levels in steps of .75 dB. */
export type PeakSink = (time: number, band: number, level: number) => void;

/**
 * Room for peaks that wait. A row has at most 20 of them and the rows next to it none there, so 110 rows (those that wait
 * to be judged and those within their reach) have fewer than 1,000.
 */
const WAITING = 2048;

/** Peaks that wait until all their neighbours in time are known, so that only the strongest go on. */
export class WaitingPeaks {
  readonly #kept: number;
  readonly #frames = new Int32Array(WAITING);
  readonly #times = new Int32Array(WAITING);
  readonly #bands = new Int32Array(WAITING);
  readonly #levels = new Uint8Array(WAITING);
  readonly #strengths = new Float32Array(WAITING);
  /** First peak that may still weigh against others, first that isn't decided, end. */
  #oldest = 0;
  #next = 0;
  #end = 0;

  constructor(kept: number) {
    this.#kept = kept;
  }

  add(frame: number, time: number, band: number, level: number, strength: number): void {
    if (this.#end === WAITING) this.#makeRoom();
    const i = this.#end++;
    this.#frames[i] = frame;
    this.#times[i] = time;
    this.#bands[i] = band;
    this.#levels[i] = level;
    this.#strengths[i] = strength;
  }

  /** Decides on all peaks whose surroundings are complete once everything up to frame t is known. */
  release(t: number, sink: PeakSink): void {
    const frames = this.#frames;
    const strengths = this.#strengths;
    for (; this.#next < this.#end && frames[this.#next]! + RANK_FRAMES <= t; this.#next++) {
      const i = this.#next;
      const frame = frames[i]!;
      while (frames[this.#oldest]! < frame - RANK_FRAMES) this.#oldest++;
      let stronger = 0;
      for (let j = this.#oldest; j < this.#end && frames[j]! <= frame + RANK_FRAMES; j++) {
        if (strengths[j]! > strengths[i]!) stronger++;
      }
      if (stronger < this.#kept) sink(this.#times[i]!, this.#bands[i]!, this.#levels[i]!);
    }
  }

  #makeRoom(): void {
    const from = this.#oldest;
    const lists = [this.#frames, this.#times, this.#bands, this.#levels, this.#strengths];
    for (const list of lists) list.copyWithin(0, from, this.#end);
    this.#next -= from;
    this.#end -= from;
    this.#oldest = 0;
  }
}
