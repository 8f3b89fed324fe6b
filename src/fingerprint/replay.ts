import { POSITIONS_PER_SECOND, SECOND } from './constants.js';
import type { FoundLine } from './found-line.js';
import type { Acquaintance } from './holding.js';
import { PeakMatcher } from './matcher.js';
import { unpackPeaks } from './peak-codec.js';
import type { PeakChunk } from './peak-finder.js';
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
  { from = 0, to = Number.POSITIVE_INFINITY } = {},
): { lines: FoundLine[]; peaks: number } {
  // A clean print is found at the first look, where it is at all.
  const matcher = new PeakMatcher(index, known, { thorough: false });
  const length = index.lengthOf(track) / POSITIONS_PER_SECOND;
  const end = Math.min(to, length);
  const peaks = unpackPeaks(index.peaksOf(track));
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
  for (; at + STRETCH < end; at += STRETCH) matcher.push(chunk(at, at + STRETCH));
  const lines = matcher.finish(chunk(at, end));
  return { lines, peaks: peaks.indexAt(end * SECOND) - peaks.indexAt(from * SECOND) };
}
