import type { HeardKey } from '../../domain/heard.js';
import { type ToneColumns, ToneSpectra } from './columns.js';
import { keyOf } from './key.js';
import { timbreOf } from './timbre.js';

/** Hears a piece of sound once, and tells of any stretch of it which key it is in and what it sounds like. */
export class Tones {
  readonly #spectra: ToneSpectra;

  constructor(rate: number) {
    this.#spectra = new ToneSpectra(rate);
  }

  /** Mono, in chunks of any size. */
  hear(pcm: Int16Array): void {
    this.#spectra.hear(pcm);
  }

  columns(): ToneColumns {
    return this.#spectra.columns();
  }

  /** Seconds; null where the sound tells none. */
  key(from = 0, to = Number.POSITIVE_INFINITY): HeardKey | null {
    const columns = this.columns();
    return keyOf(columns, ...within(columns, from, to));
  }

  /** As timbre.ts describes it; null in silence. */
  timbre(from = 0, to = Number.POSITIVE_INFINITY): number[] | null {
    const columns = this.columns();
    return timbreOf(columns, ...within(columns, from, to));
  }
}

/** The columns whose middle lies between. */
function within({ count, seconds, middle }: ToneColumns, from: number, to: number): [number, number] {
  const column = (time: number) => Math.min(count, Math.max(0, Math.ceil((time - middle) / seconds)));
  return [column(from), column(to)];
}
