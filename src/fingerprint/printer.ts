import { ENGINE_RATE, FAN_INDEX, PEAKS_KEPT, TIME_UNITS } from './constants.js';
import { detailOfHash, keyOfHash } from './hash-key.js';
import { Hasher } from './hashes.js';
import { packPeaks, unpackPeaks } from './peak-codec.js';
import { PeakList } from './peak-list.js';
import { PeakPicker } from './peaks.js';
import { Spectrogram } from './spectrogram.js';
import type { TrackPrint } from './types.js';

/** Makes the print of one track from its sound: mono, ENGINE_RATE samples a second. */
export class TrackPrinter {
  readonly #peaks = new PeakList(8192);
  readonly #picker = new PeakPicker(PEAKS_KEPT, (time, band, level) => this.#peaks.add(Math.max(0, time), band, level));
  readonly #spectrogram = new Spectrogram((rows, count) => this.#picker.push(rows, count));

  push(pcm: Int16Array): void {
    this.#spectrogram.push(pcm);
  }

  finish(): TrackPrint {
    this.#spectrogram.finish();
    this.#picker.finish();
    const peaks = packPeaks(this.#peaks);
    const seconds = this.#spectrogram.samples / ENGINE_RATE;
    return printOf(this.#peaks, { length: this.#picker.frames + 1, seconds, peaks });
  }
}

/** Makes a print again from its peaks, which it is made of alone: a thousandth of the work of hearing the track. */
export function reprint(print: Pick<TrackPrint, 'length' | 'seconds' | 'peaks'>): TrackPrint {
  return printOf(unpackPeaks(print.peaks), print);
}

function printOf(peaks: PeakList, print: Pick<TrackPrint, 'length' | 'seconds' | 'peaks'>): TrackPrint {
  const room = peaks.length * FAN_INDEX.hashes;
  const keys = new Uint32Array(room);
  const positions = new Uint32Array(room);
  const details = new Uint32Array(room);
  const hasher = new Hasher();
  const { hash } = hasher;
  let count = 0;
  const keep = (): void => {
    keys[count] = keyOfHash(hash);
    positions[count] = Math.floor(hash.time / TIME_UNITS);
    details[count] = detailOfHash(hash);
    count++;
  };
  for (let i = 0; i < peaks.length; i++) hasher.hashesOf(peaks, i, FAN_INDEX, keep);
  return {
    length: print.length,
    seconds: print.seconds,
    keys: keys.slice(0, count),
    positions: positions.slice(0, count),
    details: details.slice(0, count),
    peaks: print.peaks,
  };
}
