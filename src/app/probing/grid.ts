import type { Ground, Stretch } from './prober.js';

/** Fixed steps, for who wants them: what is settled already is left out. */
export class Grid {
  /** Steps that needn't be asked about. */
  readonly spared: number;
  /** Questions that are asked at most. */
  readonly count: number;
  private readonly times: number[] = [];

  constructor({ start, end, settled, sample }: Ground, step: number) {
    let spared = 0;
    const isSettled = (time: number, s: Stretch): boolean => s.start <= time && time + sample <= s.end;
    for (let time = start + step / 2; time < end; time += step) {
      if (settled.some((s) => isSettled(time, s))) spared++;
      else this.times.push(time);
    }
    this.spared = spared;
    this.count = this.times.length;
  }

  next(): number | null {
    return this.times[0] ?? null;
  }

  told(): void {
    this.times.shift();
  }
}
