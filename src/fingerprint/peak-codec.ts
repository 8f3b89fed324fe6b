import { SECOND } from './constants.js';
import { PeakList } from './peak-list.js';

/**
 * Each peak is packed into 24 bits, little-endian: 5 bits of time since the previous peak (in quarters of a frame), 11 of band
 * and 8 of level. A step of 31 with band 2047 is a pause, not a peak: time goes on by 31 quarters of a frame. At 30 peaks a second,
 * one word in 15 is a pause.
 */
const PAUSE = 31;
const NO_BAND = 2047;

export function packPeaks(peaks: PeakList): Uint8Array {
  let words = 0;
  let before = 0;
  for (let i = 0; i < peaks.length; i++) {
    words += 1 + Math.floor((peaks.times[i]! - before) / PAUSE);
    before = peaks.times[i]!;
  }
  const packed = new Uint8Array(words * 3);
  let at = 0;
  const put = (step: number, band: number, level: number): void => {
    const word = (step << 11) | band;
    packed[at++] = word & 255;
    packed[at++] = word >> 8;
    packed[at++] = level;
  };
  before = 0;
  for (let i = 0; i < peaks.length; i++) {
    let step = peaks.times[i]! - before;
    for (; step >= PAUSE; step -= PAUSE) put(PAUSE, NO_BAND, 0);
    put(step, peaks.bands[i]!, peaks.levels[i]!);
    before = peaks.times[i]!;
  }
  return packed;
}

export function unpackPeaks(packed: Uint8Array): PeakList {
  const peaks = new PeakList(Math.max(1, Math.floor(packed.length / 3)));
  let time = 0;
  for (let at = 0; at + 2 < packed.length; at += 3) {
    const word = packed[at]! | (packed[at + 1]! << 8);
    time += word >> 11;
    const band = word & 2047;
    if (band !== NO_BAND) peaks.add(time, band, packed[at + 2]!);
  }
  return peaks;
}

/** Peaks of several stretches of one sound as those of all of it. Each begins at so many seconds, in order; what lies before 0 is left out. */
export function joinPeaks(parts: ReadonlyArray<{ at: number; peaks: Uint8Array }>): Uint8Array {
  const all = new PeakList();
  for (const { at, peaks } of parts) {
    const { times, bands, levels, length } = unpackPeaks(peaks);
    const start = Math.round(at * SECOND);
    for (let i = 0; i < length; i++) {
      const time = start + times[i]!;
      if (time >= 0) all.add(time, bands[i]!, levels[i]!);
    }
  }
  return packPeaks(all);
}
