import { type Bands, findPeaks } from '../../../src/identifiers/shazam/peaks.js';

export interface Known {
  title: string;
  artist: string;
  isrc?: string;
  album?: string;
  /** 16 kHz mono. */
  pcm: Int16Array;
  /** Length of the whole track, where the sound isn't kept. */
  seconds?: number;
}

export interface Recognised {
  track: Known;
  /** Seconds into the track at the sample's beginning. */
  offset: number;
  votes: number;
  /** At which it was played, where the recogniser can tell. */
  speed?: number;
  /** From 70 to 100, as ACRCloud gives it. */
  score?: number;
}

const FRAMES_PER_SECOND = 125;
const FAN_OUT = 8;
/** More frames than any track has. */
const CELLS = 2 ** 20;
/** Peaks of different pairs that must agree on one place in one track. */
const FEWEST_VOTES = 40;

/**
 * Names a sample by how it sounds: pairs of spectral peaks, looked up and counted by track and place. Plain, exact speed
 * only; it stands behind the test servers, so that what they answer depends on the sound they were sent and on nothing else.
 */
export class Recogniser {
  private readonly places = new Map<number, Array<{ track: number; t: number }>>();
  private readonly tracks: readonly Known[];

  constructor(tracks: readonly Known[]) {
    this.tracks = tracks;
    tracks.forEach(({ pcm }, track) => {
      for (const { key, t } of pairsOf(pcm)) {
        const list = this.places.get(key) ?? [];
        list.push({ track, t });
        this.places.set(key, list);
      }
    });
  }

  recognise(peaks: Bands): Recognised | null {
    const votes = new Map<number, number>();
    for (const { key, t } of pairs(peaks)) {
      for (const place of this.places.get(key) ?? []) {
        // Sample and track are cut into frames at different places, so neighbouring offsets are one.
        for (const offset of [place.t - t, place.t - t + 1]) {
          const cell = place.track * CELLS + offset + CELLS / 2;
          votes.set(cell, (votes.get(cell) ?? 0) + 1);
        }
      }
    }
    let best: [number, number] = [0, 0];
    for (const entry of votes) if (entry[1] > best[1]) best = entry;
    if (best[1] < FEWEST_VOTES) return null;
    const track = Math.floor(best[0] / CELLS);
    const offset = (best[0] % CELLS) - CELLS / 2;
    return { track: this.tracks[track]!, offset: Math.max(0, offset / FRAMES_PER_SECOND), votes: best[1] };
  }
}

/** Of whole tracks, which many tests know; finding their peaks takes seconds. */
const known = new WeakMap<Int16Array, Pair[]>();
function pairsOf(pcm: Int16Array): Pair[] {
  const found = known.get(pcm) ?? pairs(findPeaks(pcm));
  known.set(pcm, found);
  return found;
}

interface Pair {
  key: number;
  t: number;
}

function pairs(bands: Bands): Pair[] {
  const peaks = bands.flat().sort((a, b) => a.t - b.t || a.frequency - b.frequency);
  const found: Pair[] = [];
  peaks.forEach((anchor, i) => {
    for (const partner of peaks.slice(i + 1, i + 1 + FAN_OUT)) {
      const gap = partner.t - anchor.t;
      if (gap > 250) break;
      // Steps of 4 bins and of 4 frames; the odd one that falls over an edge is lost, others stay.
      const key = ((anchor.frequency >> 8) << 16) | ((partner.frequency >> 8) << 7) | (gap >> 2);
      found.push({ key, t: anchor.t });
    }
  });
  return found;
}
