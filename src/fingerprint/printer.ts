import {
  ENGINE_RATE,
  FAN_INDEX,
  FAN_LEAN,
  type Fan,
  PEAKS_KEPT,
  POSITIONS_PER_SECOND,
  TIME_UNITS,
} from './constants.js';
import { detailOfHash, keyOfHash } from './hash-key.js';
import { Hasher } from './hashes.js';
import { packPeaks, unpackPeaks } from './peak-codec.js';
import { PeakList } from './peak-list.js';
import { PeakPicker } from './peaks.js';
import { Spectrogram } from './spectrogram.js';
import type { PrintIndex, TrackPrint } from './types.js';

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

/** The print of a track of an index. */
export function printAgain(index: PrintIndex, track: number): TrackPrint {
  const length = index.lengthOf(track);
  return reprint({ length, seconds: length / POSITIONS_PER_SECOND, peaks: index.peaksOf(track) });
}

/** The same with a fifth of the postings, for an index that is asked more generously than a library. */
export function leanPrint(print: Pick<TrackPrint, 'length' | 'seconds' | 'peaks'>, fan = FAN_LEAN): TrackPrint {
  return printOf(unpackPeaks(print.peaks), print, fan);
}

function printOf(
  peaks: PeakList,
  print: Pick<TrackPrint, 'length' | 'seconds' | 'peaks'>,
  fan: Fan = FAN_INDEX,
): TrackPrint {
  const whole = { ...fan, hashes: Math.ceil(fan.hashes) };
  const room = peaks.length * whole.hashes;
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
  // Less than one hash for a peak: peaks are left out evenly.
  let due = 0;
  for (let i = 0; i < peaks.length; i++) {
    due += Math.min(1, fan.hashes);
    if (due < 1) continue;
    due -= 1;
    hasher.hashesOf(peaks, i, whole, keep);
  }
  return {
    length: print.length,
    seconds: print.seconds,
    keys: keys.slice(0, count),
    positions: positions.slice(0, count),
    details: details.slice(0, count),
    peaks: print.peaks,
  };
}
