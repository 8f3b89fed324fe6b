import { BANDS_PER_OCTAVE, HOP, POSITIONS_PER_SECOND, WINDOW } from './config.js';
import { discover } from './discover.js';
import { type Followed, follow } from './follow.js';
import { PeakFinder } from './peak-finder.js';
import { type PeakList, unpackPeaks } from './peaks.js';
import { Spectrum } from './spectrum.js';
import type { PrintIndex } from './types.js';

/** A track found in the mix, along one straight line. Times in seconds. */
export interface FoundLine {
  track: number;
  mixStart: number;
  mixEnd: number;
  trackStart: number;
  speed: number;
  pitch: number;
  score: number;
  z: number;
  owned: number;
}

const STEP = Math.round(5 * POSITIONS_PER_SECOND);
const SPAN = 2 * STEP;

/** A line of a track that owns less than this is the track's own repetition, where another line of it sounds. */
const OWN_LINE = 0.5;
/** A line that owns less than this isn't worth naming, not even as a version. */
const OWN_VERSION = 0.3;

interface Known extends Followed {
  track: number;
}

export class MixMatcher {
  private readonly finder = new PeakFinder();
  private readonly spectrum = new Spectrum(this.finder.frame);
  private readonly index: PrintIndex;
  private readonly references = new Map<number, PeakList>();
  private known: Known[] = [];
  private done = 0;

  constructor(index: PrintIndex) {
    this.index = index;
  }

  push(pcm: Int16Array): void {
    this.spectrum.push(pcm);
    while (this.finder.settled >= this.done + STEP + 200) this.advance();
  }

  soFar(): FoundLine[] {
    return this.report();
  }

  finish(): FoundLine[] {
    this.spectrum.finish();
    this.finder.finish();
    while (this.done < this.finder.settled) this.advance();
    // Followed while the mix was still coming in: now to the end.
    const again = this.known;
    this.known = [];
    for (const k of again.sort((a, b) => b.evidence - a.evidence)) {
      if (!this.covered(k.track, (k.start + k.end) / 2, k.slope * ((k.start + k.end) / 2) + k.offset)) {
        this.add(k.track, k, (k.start + k.end) / 2);
      }
    }
    return this.report();
  }

  private advance(): void {
    const { peaks } = this.finder;
    const from = Math.max(0, this.done - STEP);
    this.done += STEP;
    const found = discover(peaks, peaks.firstAt(from), peaks.firstAt(Math.min(from + SPAN, this.done)), this.index);
    for (const c of found.sort((a, b) => b.anchors - a.anchors)) {
      if (this.covered(c.track, c.centre, c.reference)) continue;
      this.add(c.track, { slope: c.slope, offset: c.reference - c.slope * c.centre, pitch: c.pitch }, c.centre);
    }
  }

  private add(track: number, line: { slope: number; offset: number; pitch: number }, centre: number): void {
    const followed = follow(
      this.finder.peaks,
      this.referenceOf(track),
      this.index.lengthOf(track),
      line,
      centre,
      this.finder.settled,
    );
    if (!followed || followed.z < 22) return;
    const same = this.known.findIndex(
      (k) =>
        k.track === track &&
        Math.min(k.end, followed.end) - Math.max(k.start, followed.start) > -400 &&
        Math.abs(k.slope * followed.start + k.offset - (followed.slope * followed.start + followed.offset)) < 12,
    );
    if (same < 0) this.known.push({ track, ...followed });
    else if (this.known[same]!.evidence < followed.evidence) this.known[same] = { track, ...followed };
  }

  private covered(track: number, centre: number, reference: number): boolean {
    return this.known.some((k) => {
      if (k.track !== track || centre < k.start || centre > k.end) return false;
      // Music repeats itself: a track that is being followed answers at other places of its own as well.
      return k.z > 30 || Math.abs(k.slope * centre + k.offset - reference) < 12;
    });
  }

  private referenceOf(track: number): PeakList {
    let peaks = this.references.get(track);
    if (!peaks) {
      peaks = unpackPeaks(this.index.peaksOf(track));
      this.references.set(track, peaks);
      if (this.references.size > 32) this.references.delete(this.references.keys().next().value!);
    }
    return peaks;
  }

  private report(): FoundLine[] {
    const claimed = new Set<number>();
    const lines: FoundLine[] = [];
    // A frame's sound is in the middle of its window.
    const middle = (WINDOW / 2 - (WINDOW - HOP)) / HOP;
    const seconds = (frames: number): number => Math.max(0, (frames + middle) / POSITIONS_PER_SECOND);
    for (const k of [...this.known].sort((a, b) => b.evidence - a.evidence)) {
      const fresh = k.peaks.filter((p) => !claimed.has(p));
      const owned = k.peaks.length > 0 ? fresh.length / k.peaks.length : 0;
      const repeats =
        owned < OWN_LINE &&
        lines.some((l) => l.track === k.track && seconds(k.start) < l.mixEnd && seconds(k.end) > l.mixStart);
      if (repeats || owned < OWN_VERSION) continue;
      for (const p of fresh) claimed.add(p);
      lines.push({
        track: k.track,
        mixStart: seconds(k.start),
        mixEnd: seconds(k.end),
        trackStart: (k.slope * k.start + k.offset + middle) / POSITIONS_PER_SECOND,
        speed: k.slope,
        pitch: 2 ** (k.pitch / BANDS_PER_OCTAVE),
        score: Math.min(0.99, 1 / (1 + Math.exp(-(k.evidence - 30) / 10))) * (owned < 0.5 ? owned : 1),
        z: k.z,
        owned,
      });
    }
    return lines.sort((a, b) => a.mixStart - b.mixStart);
  }
}
