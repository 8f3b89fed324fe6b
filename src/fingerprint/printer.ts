import { POSITIONS_PER_SECOND } from './config.js';
import { PeakFinder } from './peak-finder.js';
import { packPeaks } from './peaks.js';
import { Spectrum } from './spectrum.js';
import { detail, eachTriplet, indexKey } from './triplets.js';
import type { TrackPrint } from './types.js';

const INDEX_FAN = 4;

/** Makes the print of one track from its sound. */
export class TrackPrinter {
  private readonly finder = new PeakFinder();
  private readonly spectrum = new Spectrum(this.finder.frame);

  push(pcm: Int16Array): void {
    this.spectrum.push(pcm);
  }

  finish(): TrackPrint {
    this.spectrum.finish();
    this.finder.finish();
    const { peaks, frames } = this.finder;
    const keys: number[] = [];
    const positions: number[] = [];
    const details: number[] = [];
    eachTriplet(peaks, 0, peaks.count, INDEX_FAN, (a, b, c) => {
      keys.push(indexKey(peaks, a, b, c));
      positions.push(Math.max(0, Math.floor(peaks.time[a]!)));
      details.push(detail(peaks, a, c));
    });
    return {
      length: Math.max(1, frames),
      seconds: frames / POSITIONS_PER_SECOND,
      keys: Uint32Array.from(keys),
      positions: Uint32Array.from(positions),
      details: Uint32Array.from(details),
      peaks: packPeaks(peaks),
    };
  }
}
