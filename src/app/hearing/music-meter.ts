import type { Gap } from '../assembly/boundaries.js';

/** Quieter than this for a whole second is silence: -60 dB below full scale. */
const SILENCE = 32767 / 1000;

/**
 * Tells where a mix has no music, second by second, from the sound's level alone: so cheap that it always runs along.
 */
export class MusicMeter {
  private readonly rate: number;
  private readonly start: number;
  private samples = 0;
  private energy = 0;
  private filled = 0;
  /** Level of each whole second, root mean square. */
  private levels = new Float32Array(4096);
  private seconds = 0;

  constructor(rate: number, start = 0) {
    this.rate = rate;
    this.start = start;
  }

  /** Mix time up to which it has heard. */
  get end(): number {
    return this.start + this.samples / this.rate;
  }

  hear(pcm: Int16Array): void {
    this.samples += pcm.length;
    for (let i = 0; i < pcm.length; i++) {
      const v = pcm[i]!;
      this.energy += v * v;
      if (++this.filled === this.rate) this.closeSecond();
    }
  }

  private closeSecond(): void {
    if (this.seconds === this.levels.length) {
      const larger = new Float32Array(this.levels.length * 2);
      larger.set(this.levels);
      this.levels = larger;
    }
    this.levels[this.seconds++] = Math.sqrt(this.energy / this.filled);
    this.energy = 0;
    this.filled = 0;
  }

  /** Stretches without music so far, ascending. */
  musicless(): Gap[] {
    const gaps: Gap[] = [];
    for (let s = 0; s < this.seconds; s++) {
      if (this.levels[s]! >= SILENCE) continue;
      const last = gaps[gaps.length - 1];
      const start = this.start + s;
      if (last && last.end === start) last.end = start + 1;
      else gaps.push({ start, end: start + 1 });
    }
    const last = gaps[gaps.length - 1];
    // A broken second at the very end goes with the silence before it.
    if (last && last.end === this.start + this.seconds) last.end = this.end;
    return gaps;
  }
}
