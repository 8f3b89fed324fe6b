import { PEAKS_KEPT_MIX } from './constants.js';
import { PeakList } from './peak-list.js';
import { PeakPicker } from './peaks.js';
import { Spectrogram } from './spectrogram.js';

/** Peaks of a stretch of a mix, in order of time. The first may belong before the last of the stretch before, by a frame. */
export interface PeakChunk {
  times: Int32Array;
  bands: Uint16Array;
  levels: Uint8Array;
  /** Frames of the mix that were looked at by the end of the stretch, from its very beginning. */
  frames: number;
}

/** Finds the peaks of a mix, for which it needs no index: mono sound at ENGINE_RATE in, chunks of peaks out. */
export class PeakFinder {
  readonly #found = new PeakList();
  readonly #picker = new PeakPicker(PEAKS_KEPT_MIX, (time, band, level) =>
    this.#found.add(Math.max(0, time), band, level),
  );
  readonly #spectrogram = new Spectrogram((rows, count) => this.#picker.push(rows, count));

  /** Takes the next stretch of the mix, and gives the peaks that are known by it and weren't before. */
  push(pcm: Int16Array): PeakChunk {
    this.#spectrogram.push(pcm);
    return this.#handOver();
  }

  /** The peaks that only the end of the mix makes known. */
  finish(): PeakChunk {
    this.#spectrogram.finish();
    this.#picker.finish();
    return this.#handOver();
  }

  #handOver(): PeakChunk {
    const { times, bands, levels, length } = this.#found;
    this.#found.length = 0;
    return {
      times: times.slice(0, length),
      bands: bands.slice(0, length),
      levels: levels.slice(0, length),
      frames: this.#picker.frames,
    };
  }
}
