import { PeakList, packPeaks, retuned } from '../../src/fingerprint/index.js';
import { Random } from '../bench/random.js';

const SECOND = 344.53125;

/** Peaks as a piece of music has them, so many seconds long: the same for the same seed, and like no other's. */
export function madeUpPeaks(seed: number, seconds: number, perSecond = 40): PeakList {
  const random = new Random(seed);
  const times = Array.from({ length: seconds * perSecond }, () => Math.floor(random.next() * seconds * SECOND));
  const peaks = new PeakList();
  for (const time of times.sort((a, b) => a - b)) {
    peaks.add(time, 200 + Math.floor(random.next() * 1000), 80 + Math.floor(random.next() * 60));
  }
  return peaks;
}

/** One after another, each with its speed and pitch, from `from` to `to` of itself; a fifth of the peaks is lost on the way. */
export function mixOfPeaks(
  parts: readonly { peaks: PeakList; from?: number; to: number; speed?: number; pitch?: number }[],
): { peaks: Uint8Array; seconds: number; ends: number[] } {
  const random = new Random(99);
  const mix = new PeakList();
  const ends: number[] = [];
  let at = 0;
  for (const { peaks, from = 0, to, speed = 1, pitch = speed } of parts) {
    const tuned = retuned(peaks, { speed, pitch });
    const [first, last] = [from / speed, to / speed];
    for (let i = tuned.indexAt(first * SECOND); i < tuned.indexAt(last * SECOND); i++) {
      if (random.next() < 0.2) continue;
      mix.add(Math.round(tuned.times[i]! + (at - first) * SECOND), tuned.bands[i]!, tuned.levels[i]!);
    }
    at += last - first;
    ends.push(at);
  }
  return { peaks: packPeaks(mix), seconds: at, ends };
}
