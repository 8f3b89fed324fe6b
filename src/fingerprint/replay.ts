import { BAND_UNITS, BANDS, BANDS_PER_OCTAVE, POSITIONS_PER_SECOND, SECOND } from './constants.js';
import type { FoundLine } from './found-line.js';
import { type Acquaintance, NOTHING_KNOWN } from './holding.js';
import { type Asking, PeakMatcher } from './matcher.js';
import { unpackPeaks } from './peak-codec.js';
import type { PeakChunk } from './peak-finder.js';
import { PeakList } from './peak-list.js';
import type { PrintIndex } from './types.js';

/** Handed over in stretches of so many seconds, as a mix is. */
const STRETCH = 8;

/**
 * Listens to a track of an index as if it were a mix, or to a stretch of it (seconds of the track): what else of the index is in
 * it? Its print has all that takes, so its file isn't needed. The lines' times count from the beginning of the stretch; `peaks` is how
 * many it has there.
 */
export function hearTrack(
  index: PrintIndex,
  track: number,
  known: Acquaintance,
  { from = 0, to = Number.POSITIVE_INFINITY, ...how }: Partial<Omit<Replaying, 'known'>> = {},
): { lines: FoundLine[]; peaks: number } {
  const length = index.lengthOf(track) / POSITIONS_PER_SECOND;
  const end = Math.min(to, length);
  const peaks = unpackPeaks(index.peaksOf(track));
  // A clean print is found at the first look, where it is at all.
  const lines = hearPeaks(index, peaks, { from, to: end, known, thorough: false, ...how });
  return { lines, peaks: peaks.indexAt(end * SECOND) - peaks.indexAt(from * SECOND) };
}

/** The stretch of a mix that is listened to, in seconds, and how. */
export interface Replaying extends Asking {
  from: number;
  to: number;
  known?: Acquaintance;
}

/** Listens to the peaks of a mix that was heard before. The lines' times count from the beginning of the stretch. */
export function hearPeaks(
  index: PrintIndex,
  peaks: PeakList,
  { from, to, known = NOTHING_KNOWN, ...how }: Replaying,
): FoundLine[] {
  const matcher = new PeakMatcher(index, known, how);
  const chunk = (start: number, stop: number): PeakChunk => {
    const [first, last] = [peaks.indexAt(start * SECOND), peaks.indexAt(stop * SECOND)];
    return {
      times: peaks.times.slice(first, last).map((time) => time - Math.round(from * SECOND)),
      bands: peaks.bands.slice(first, last),
      levels: peaks.levels.slice(first, last),
      frames: Math.round((stop - from) * POSITIONS_PER_SECOND),
    };
  };
  let at = from;
  for (; at + STRETCH < to; at += STRETCH) matcher.push(chunk(at, at + STRETCH));
  return matcher.finish(chunk(at, to));
}

/** Where a mix's peaks would be if it were played at another speed and pitch: what is beyond the engine's reach comes within it. */
export function retuned(peaks: PeakList, { speed, pitch }: { speed: number; pitch: number }): PeakList {
  const moved = new PeakList(Math.max(1, peaks.length));
  const bands = Math.round(Math.log2(pitch) * BANDS_PER_OCTAVE * BAND_UNITS);
  for (let i = 0; i < peaks.length; i++) {
    const band = peaks.bands[i]! + bands;
    if (band >= 0 && band < BANDS * BAND_UNITS) moved.add(Math.round(peaks.times[i]! / speed), band, peaks.levels[i]!);
  }
  return moved;
}
/** A stretch of a mix's peaks, in seconds, as a piece of its own. */
export function cutOut(peaks: PeakList, from: number, to: number): PeakList {
  const [start, first, last] = [Math.round(from * SECOND), peaks.indexAt(from * SECOND), peaks.indexAt(to * SECOND)];
  const piece = new PeakList(Math.max(1, last - first));
  for (let i = first; i < last; i++) {
    piece.add(Math.max(0, peaks.times[i]! - start), peaks.bands[i]!, peaks.levels[i]!);
  }
  return piece;
}
