import type { HeardTempo } from '../../domain/heard.js';
import { BANDS, type BandColumns, Columns } from './columns.js';
import { tempoOf } from './tempo.js';

/** Seconds of sound without which nothing can be said. */
const LEAST_SECONDS = 4;

/** Tempo and beats of a piece of sound: mono samples in, in chunks of any size. */
export class Beats {
  readonly #columns: Columns;

  constructor(rate: number) {
    this.#columns = new Columns(rate);
  }

  hear(pcm: Int16Array): void {
    this.#columns.hear(pcm);
  }

  /** Levels of eight bands, for whoever wants to know what happens when. */
  get columns(): BandColumns {
    return this.#columns;
  }

  /** Of a stretch, in seconds, or of the whole; its beats are counted from the stretch's start. Null where there is no beat. */
  tempo(from = 0, to = Number.POSITIVE_INFINITY): HeardTempo | null {
    const { rate, count, levels } = this.#columns;
    const first = Math.max(0, Math.round(from * rate));
    const end = Math.min(count, to * rate);
    if (end - first < LEAST_SECONDS * rate) return null;
    // Between the stretch's start and that of its first column.
    const early = first / rate - from;
    return tempoOf(levels.subarray(BANDS * first, BANDS * Math.round(end)), rate, early);
  }
}
