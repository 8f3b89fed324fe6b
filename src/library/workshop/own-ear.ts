import { LoudnessMeter } from '../../sound/loudness/loudness-meter.js';
import type { Ear } from './printing.js';

/** How much louder music is than what comes of it as it is: see `fullOptions`. */
const FULL_GAIN = 2;

/** Listens with `src/sound`, as the library does. */
export function ownEar(rate: number): Ear {
  let samples = 0;
  let meter: LoudnessMeter | null = null;
  return {
    hear(pcm) {
      samples += pcm.length;
    },
    hearFull(pcm, { rate: own, channels }) {
      meter ??= new LoudnessMeter(own, channels, FULL_GAIN);
      meter.hear(pcm);
    },
    heard: () => ({
      ...{ seconds: samples / rate, tempo: null, key: null, loudness: meter?.loudness() ?? null },
      ...{ energy: null, timbre: null, sections: [], vocals: null },
    }),
  };
}
