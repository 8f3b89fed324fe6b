import type { MixSound } from '../../src/domain/mix-sound.js';
import type { Entry, SourceInfo } from '../../src/domain/tracklist.js';
import { ENGINE_VERSION, PeakList, packPeaks, retuned } from '../../src/fingerprint/index.js';
import { Random } from '../bench/random.js';
import { trackEntry, unknownEntry } from './tracklists.js';

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

/** Of a mix that is made up so: with a name it is known. */
export type Played = Parameters<typeof mixOfPeaks>[0][number] & { name?: string };

export const sourceOf = (name: string): SourceInfo => ({ name, kind: 'file', location: `/mixes/${name}`, id: name });

/** A mix of pieces as a run hears it: unknowns that follow each other are one stretch. */
export function heardMix(parts: readonly Played[], start = 0): { entries: Entry[]; sound: MixSound } {
  const { peaks, seconds, ends } = mixOfPeaks(parts);
  const entries: Entry[] = [];
  for (const [i, { name }] of parts.entries()) {
    const [from, to] = [start + (ends[i - 1] ?? 0), start + ends[i]!];
    const last = entries.at(-1);
    if (name !== undefined) entries.push(trackEntry(from, to, name));
    else if (last?.kind === 'unknown') last.end = to;
    else entries.push(unknownEntry(from, to));
  }
  const waveform = { perSecond: 10, low: new Uint8Array(1), mid: new Uint8Array(1), high: new Uint8Array(1) };
  const engine = String(ENGINE_VERSION);
  return { entries, sound: { engine, start, end: start + seconds, peaks, musicless: [], waveform } };
}
