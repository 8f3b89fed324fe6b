import type { Span } from '../../domain/span.js';
import type { Ground } from './prober.js';

/** Samples are longer than a second; smaller steps would only make lists without end. */
const LEAST_STEP = 1;

/** Fixed steps (`--step`). What is settled already is left out. */
export class Grid {
  /** Steps that needn't be asked about. */
  readonly spared: number;
  /** Questions that are asked at most. */
  readonly count: number;
  readonly #times: number[] = [];
  #at = 0;

  constructor({ start, end, settled, sample }: Ground, wanted: number) {
    const step = Math.max(LEAST_STEP, wanted);
    let spared = 0;
    const isSettled = (time: number, s: Span): boolean => s.start <= time && time + sample <= s.end;
    for (let time = start + step / 2; time < end; time += step) {
      if (settled.some((s) => isSettled(time, s))) spared++;
      else this.#times.push(time);
    }
    this.spared = spared;
    this.count = this.#times.length;
  }

  next(): number | null {
    return this.#times[this.#at] ?? null;
  }

  told(): void {
    this.#at++;
  }
}
