import type { Bands } from '../../../src/identifiers/shazam/peaks.js';
import type { Recognised, Recogniser } from './recogniser.js';

/** How something is played: its tempo and its pitch, each as a ratio. */
export interface Warp {
  tempo: number;
  pitch: number;
}

/** Votes that are as sure as it gets. */
const PLENTY = 400;

/** The recogniser knows tracks at their own speed; here it listens as if they were played in each of these ways. */
export function tolerant(recogniser: Recogniser, warps: readonly Warp[]): (peaks: Bands) => Recognised | null {
  return (peaks) => {
    let best: Recognised | null = null;
    for (const warp of warps) {
      const found = recogniser.recognise(straightened(peaks, warp));
      if (found && found.votes > (best?.votes ?? 0))
        best = { ...found, speed: warp.tempo, score: scoreOf(found.votes) };
      if (best && best.votes >= PLENTY) break;
    }
    return best;
  };
}

/** From 70, just good enough, to 100. */
const scoreOf = (votes: number): number => Math.round(70 + 30 * Math.min(1, votes / PLENTY));

/** What was played faster is shorter; what was played higher is higher. */
function straightened(bands: Bands, { tempo, pitch }: Warp): Bands {
  if (tempo === 1 && pitch === 1) return bands;
  return bands.map((band) =>
    band.map((peak) => ({ ...peak, t: Math.round(peak.t * tempo), frequency: Math.round(peak.frequency / pitch) })),
  ) as Bands;
}
