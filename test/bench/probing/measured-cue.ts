import type { Sound } from '../../../src/app/assembly/sound.js';
import { type Played, takesOverBefore } from './simulation.js';

/**
 * By how many seconds the sound places a takeover late, in steps of 5 %: measured by `npm run bench:probing -- --music DIR` on
 * 15 mixes of 14 out of 107 real tracks (game music, much of it electronic), with four kinds of fades.
 */
const MEASURED: readonly number[] = [
  -23.2, -11.9, -8, -4.8, -3.4, -2.5, -1, -0.6, -0.2, -0.1, 0.1, 0.4, 0.9, 2.7, 3.8, 4.9, 6, 7.3, 11.1, 14.9, 125.9,
];

/** A simulated mix has no sound; what its sound would tell is off as it is on real music. */
export function measuredCue(mix: readonly Played[], random: () => number): Sound {
  return {
    // Not measured: nothing is claimed.
    isStrange: () => null,
    takeover(between, _old, next) {
      const truth = takesOverBefore(mix, next.start);
      if (truth === null) return null;
      const place = random() * (MEASURED.length - 1);
      const step = Math.floor(place);
      const error = MEASURED[step]! + (MEASURED[step + 1]! - MEASURED[step]!) * (place - step);
      return Math.max(between.start, Math.min(between.end, truth + error));
    },
  };
}
