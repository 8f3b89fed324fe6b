import type { Span } from './span.js';

/** A mix drawn, column by column: how loud its low, middle and high sound is, from 0 to 255, which is full scale, in decibels. */
export interface Waveform {
  /** Columns a second. */
  perSecond: number;
  low: Uint8Array;
  mid: Uint8Array;
  high: Uint8Array;
}

/** What a mix identifier keeps of the sound that it hears: enough to hear it again. */
export interface MixPrint {
  /** Version of the engine that made it; others can't compare it. */
  engine: string;
  /** Packed by the engine; times count from the first sound that was heard. */
  peaks: Uint8Array;
}

/** What is kept of a mix's sound, so that it can be heard and drawn again without its file: of the part that was heard. */
export interface MixSound extends Span, MixPrint {
  /** Stretches without music, in mix time, ascending. */
  musicless: Span[];
  waveform: Waveform;
}
