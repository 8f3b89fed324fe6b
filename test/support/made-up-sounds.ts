import type { MixSound } from '../../src/domain/mix-sound.js';
import { PeakList, packPeaks } from '../../src/fingerprint/index.js';
import { Random } from '../bench/random.js';

/** Peaks as music has them: seconds, quarters of a frame, eighths of a band. */
export interface Music {
  seconds: number;
  times: number[];
  bands: number[];
}
const SECOND = 344.53125;

/** Music that no other seed has. */
export function music(seconds: number, seed: number): Music {
  const random = new Random(seed);
  const times = Array.from({ length: seconds * 50 }, () => Math.floor(random.next() * seconds * SECOND));
  return { seconds, times: times.sort((a, b) => a - b), bands: times.map(() => Math.floor(random.next() * 1490)) };
}

export function part({ times, bands }: Music, from: number, to: number): Music {
  const inside = times.map((_, i) => i).filter((i) => times[i]! >= from * SECOND && times[i]! < to * SECOND);
  return {
    seconds: to - from,
    times: inside.map((i) => times[i]! - Math.round(from * SECOND)),
    bands: inside.map((i) => bands[i]!),
  };
}

export function joined(...parts: readonly Music[]): Music {
  let from = 0;
  const whole: Music = { seconds: 0, times: [], bands: [] };
  for (const { seconds, times, bands } of parts) {
    whole.times.push(...times.map((time) => time + Math.round(from * SECOND)));
    whole.bands.push(...bands);
    from += seconds;
  }
  return { ...whole, seconds: from };
}

/** As it is heard: in another encoding a share of the peaks is lost, others come in, and all are off by a hair. */
export function heard(
  { seconds, times, bands }: Music,
  { lost = 0, seed = 1, start = 0, drift = 0 }: { lost?: number; seed?: number; start?: number; drift?: number } = {},
): MixSound {
  const random = new Random(seed);
  const all: Array<[time: number, band: number]> = [];
  times.forEach((time, i) => {
    const hair = lost > 0 ? Math.round(random.between(-1, 1)) : 0;
    if (random.next() >= lost) all.push([Math.max(0, Math.round(time * (1 + drift)) + hair), bands[i]! + hair]);
    else all.push([Math.floor(random.next() * seconds * SECOND), Math.floor(random.next() * 1490)]);
  });
  all.sort((a, b) => a[0] - b[0]);
  const peaks = new PeakList(all.length);
  for (const [time, band] of all) peaks.add(time, Math.max(0, band), 100);
  const columns = new Uint8Array(seconds);
  return {
    engine: '3',
    start,
    end: start + seconds,
    peaks: packPeaks(peaks),
    musicless: [],
    waveform: { perSecond: 1, low: columns, mid: columns, high: columns },
  };
}
