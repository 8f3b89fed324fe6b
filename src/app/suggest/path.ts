import { camelotStep } from '../../domain/musical-key.js';
import { NO_KEY } from '../../domain/ports/features.js';
import type { Piece } from './piece.js';
import type { Place } from './way.js';

/** What each track between two others should be like, so that tempo, energy and timbre go there in even steps. */
export function placesBetween(from: Piece, to: Piece, steps: number): Place[] {
  const bpm = inTimeOf(from, to);
  return Array.from({ length: steps - 1 }, (_, at) => {
    const share = (at + 1) / steps;
    return {
      wanted: {
        bpm: between(from.bpm, bpm, (a, b) => a * (b / a) ** share),
        key: NO_KEY,
        energy: between(from.energy, to.energy, (a, b) => a + (b - a) * share),
        timbre:
          from.timbre && to.timbre
            ? Array.from(from.timbre, (value, i) => value + (to.timbre![i]! - value) * share)
            : null,
        // It belongs to where it is nearer to.
        genre: (share < 0.5 ? from : to).genre,
        label: 0,
        name: 0,
        work: 0,
      },
    };
  });
}

const FEWEST = 2;
const MOST = 8;

/** As many steps as it takes to go there without a leap: each by 3 % of tempo, a step on the wheel, a level and a half of energy. */
export function stepsBetween(from: Piece, to: Piece): number {
  const tempo = from.bpm > 0 && to.bpm > 0 ? Math.abs(Math.log(inTimeOf(from, to) / from.bpm)) / 0.03 : 0;
  const key = from.key === NO_KEY || to.key === NO_KEY ? 0 : wheelSteps(from.key, to.key);
  const energy = from.energy > 0 && to.energy > 0 ? Math.abs(to.energy - from.energy) / 1.5 : 0;
  return Math.min(MOST, Math.max(FEWEST, Math.ceil(Math.max(tempo, key, energy))));
}

/** The tempo that it leads to, at half or double time where that is nearer: 174 and 87 are no way apart. */
const inTimeOf = (from: Piece, to: Piece): number =>
  from.bpm > 0 && to.bpm > 0 ? to.bpm * 2 ** Math.round(Math.log2(from.bpm / to.bpm)) : to.bpm;

function wheelSteps(from: number, to: number): number {
  const { steps, changesMode } = camelotStep(from, to);
  return Math.abs(steps) + Number(changesMode);
}

/** Nothing where one of the two is unknown. */
const between = (a: number, b: number, at: (a: number, b: number) => number): number => (a > 0 && b > 0 ? at(a, b) : 0);
