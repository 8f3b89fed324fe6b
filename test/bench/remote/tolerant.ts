import type { Bands } from '../../../src/identifiers/shazam/peaks.js';
import type { Recognised, Recogniser } from '../../support/providers/recogniser.js';

/** Played speeds that the services here take, pitch included, in steps that the recogniser bridges. */
const SPEEDS = [1, 0.99, 1.01, 0.98, 1.02, 0.97, 1.03, 0.96, 1.04];
/** As sure as it gets. */
const PLENTY = 400;

/** The recogniser knows tracks at their own speed; here it listens at several. */
export function tolerant(recogniser: Recogniser): (peaks: Bands) => Recognised | null {
  return (peaks) => {
    let best: Recognised | null = null;
    for (const speed of SPEEDS) {
      const found = recogniser.recognise(slowed(peaks, speed));
      if (found && found.votes > (best?.votes ?? 0)) best = { ...found, speed, score: scoreOf(found.votes) };
      if (best && best.votes >= PLENTY) break;
    }
    return best;
  };
}

/** From 70, just good enough, to 100. */
const scoreOf = (votes: number): number => Math.round(70 + 30 * Math.min(1, votes / PLENTY));

/** What was played faster is higher and shorter. */
function slowed(bands: Bands, speed: number): Bands {
  if (speed === 1) return bands;
  return bands.map((band) =>
    band.map((peak) => ({ ...peak, t: Math.round(peak.t * speed), frequency: Math.round(peak.frequency / speed) })),
  ) as Bands;
}
