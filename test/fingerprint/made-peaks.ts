import { BAND_UNITS, BANDS, SECOND } from '../../src/fingerprint/constants.js';
import { PeakList } from '../../src/fingerprint/peak-list.js';
import { seeded } from './synthetic.js';

export interface Peak {
  /** Quarters of a frame, eighths of a band, steps of .75 dB. */
  time: number;
  band: number;
  level: number;
}

/** Peaks at random: no two seeds have more in common than chance brings. */
export function anyPeaks(seed: number, seconds: number, perSecond = 30): Peak[] {
  const random = seeded(seed);
  const peaks = Array.from({ length: Math.round(seconds * perSecond) }, () => ({
    time: Math.floor(random() * seconds * SECOND),
    band: 100 + Math.floor(random() * (BANDS * BAND_UNITS - 200)),
    level: 100,
  }));
  return peaks.sort((a, b) => a.time - b.time);
}

/** The peaks as they are when the track plays from mix time `at` on, `from` being where in it that is. In quarters of a frame. */
export function played(peaks: readonly Peak[], { at = 0, from = 0, speed = 1, pitch = 0, gain = 0 }): Peak[] {
  return peaks
    .filter(({ time }) => time >= from)
    .map(({ time, band, level }) => ({
      time: Math.round(at + (time - from) / speed),
      band: band + pitch,
      level: level + gain,
    }));
}

export function listOf(...parts: readonly (readonly Peak[])[]): PeakList {
  const list = new PeakList();
  const all = parts.flat().sort((a, b) => a.time - b.time);
  for (const { time, band, level } of all) list.add(time, band, level);
  return list;
}
