import type { Sound } from '../../../src/domain/ports/analyse.js';
import { dice, type Played, takesOverBefore } from './simulation.js';

/**
 * By how many seconds the sound places a takeover late, in steps of 5 %: measured by `npm run bench:probing -- --music DIR` on
 * 15 mixes of 14 out of 107 real tracks (game music, much of it electronic), with four kinds of fades.
 */
const MEASURED: readonly number[] = [
  -23.2, -11.9, -8, -4.8, -3.4, -2.5, -1, -0.6, -0.2, -0.1, 0.1, 0.4, 0.9, 2.7, 3.8, 4.9, 6, 7.3, 11.1, 14.9, 125.9,
];

/**
 * The same of the changes that it tells of, on 104 transitions: the share of takeovers that are told, other changes for each
 * takeover, and the errors in steps of 25 %.
 */
const CHANGES = {
  told: 0.88,
  others: 0.73,
  late: [-22.3, -4.5, 0.2, 3.5, 23.3],
};

/** A simulated mix has no sound; what its sound would tell is off as it is on real music. */
export function measuredCue(mix: readonly Played[], seed: number): Sound {
  const random = dice(seed);
  return {
    // Not measured: nothing is claimed.
    isStrange: () => null,
    changes: () => changesOf(mix, dice(seed + 500_000)),
    takeover(between, _old, next) {
      const truth = takesOverBefore(mix, next.start);
      if (truth === null) return null;
      return Math.max(between.start, Math.min(between.end, truth + drawn(MEASURED, random)));
    },
  };
}

function changesOf(mix: readonly Played[], random: () => number): number[] {
  const told = mix
    .slice(1)
    .flatMap((p) => (random() < CHANGES.told ? [p.takesOver + drawn(CHANGES.late, random)] : []));
  const others = mix.flatMap((p) => (random() < CHANGES.others ? [p.first + random() * (p.last - p.first)] : []));
  return [...told, ...others].sort((a, b) => a - b);
}

/** One of the errors that were measured, or something between two. */
function drawn(measured: readonly number[], random: () => number): number {
  const place = random() * (measured.length - 1);
  const step = Math.floor(place);
  return measured[step]! + (measured[step + 1]! - measured[step]!) * (place - step);
}
