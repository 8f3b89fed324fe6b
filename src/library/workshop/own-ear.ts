import { Listener } from '../../sound/listener.js';
import { LoudnessMeter } from '../../sound/loudness/loudness-meter.js';
import type { Ear } from './printing.js';

/** How much louder music is than what comes of it as it is: see `fullOptions`. */
const FULL_GAIN = 2;

/** Listens with `src/sound`, as the library does. */
export function ownEar(rate: number): Ear {
  const listener = new Listener(rate);
  let meter: LoudnessMeter | null = null;
  return {
    hear: (pcm) => listener.hear(pcm),
    hearFull(pcm, { rate: own, channels }) {
      meter ??= new LoudnessMeter(own, channels, FULL_GAIN);
      meter.hear(pcm);
    },
    heard: () => ({ ...listener.heard(), loudness: meter?.loudness() ?? null }),
  };
}
