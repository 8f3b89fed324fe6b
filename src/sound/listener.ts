import type { Heard } from '../domain/heard.js';
import { Beats } from './beats/beats.js';
import { columnsBetween } from './form/band-levels.js';
import { energyOf } from './form/energy.js';
import { sectionsOf } from './form/sections.js';
import { vocalsOf } from './form/vocals.js';
import { Tones } from './tones/tones.js';

/**
 * Hears a piece of sound once and tells what any stretch of it sounds like: all but its loudness, which `LoudnessMeter` measures on both
 * channels at the file's own rate. Keeps some 1,100 bytes a second.
 */
export class Listener {
  readonly #rate: number;
  readonly #beats: Beats;
  readonly #tones: Tones;
  #samples = 0;

  constructor(rate: number) {
    this.#rate = rate;
    this.#beats = new Beats(rate);
    this.#tones = new Tones(rate);
  }

  /** Mono, in chunks of any size. */
  hear(pcm: Int16Array): void {
    this.#samples += pcm.length;
    this.#beats.hear(pcm);
    this.#tones.hear(pcm);
  }

  /** Of what lies between two seconds; times in it count from `from`. */
  heard(from = 0, to = Number.POSITIVE_INFINITY): Heard {
    const start = Math.max(0, from);
    const end = Math.max(start, Math.min(to, this.#samples / this.#rate));
    const tempo = this.#beats.tempo(start, end);
    const bands = columnsBetween(this.#beats.columns, start, end);
    return {
      seconds: end - start,
      tempo,
      key: this.#tones.key(start, end),
      loudness: null,
      energy: energyOf(bands),
      timbre: this.#tones.timbre(start, end),
      sections: sectionsOf(bands, tempo, end - start),
      vocals: vocalsOf(bands),
    };
  }
}
