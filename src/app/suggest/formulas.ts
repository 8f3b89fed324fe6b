import { camelotStep, transposed } from '../../domain/musical-key.js';

/**
 * How well one track follows another in one respect, from 0 to 1. The constants are what DJs do by ear and by rule of thumb; how well
 * they find what DJs really played next is measured by `npm run bench:suggest`.
 */

/** Per cent of pitch that DJs readily use; at twice as much little is left. */
const TEMPO_SPREAD = 3;
/** Half and double time mix, and feel like another tempo. */
const OTHER_TIME = 0.7;

/** By how many per cent the second is faster where it is mixed at the same, half or double time. */
export function tempoStep(from: number, to: number): { percent: number; times: 0.5 | 1 | 2 } {
  const times = timesIn(to / from);
  return { percent: ((to * times) / from - 1) * 100, times };
}

export function tempoFit(from: number, to: number): number {
  const times = timesIn(to / from);
  return bell(((to * times) / from - 1) * 100, TEMPO_SPREAD) * (times === 1 ? 1 : OTHER_TIME);
}

/** Nearest by logarithm: whole octaves apart. */
const timesIn = (ratio: number): 0.5 | 1 | 2 => (ratio > Math.SQRT2 ? 0.5 : ratio < Math.SQRT1_2 ? 2 : 1);

/** What a step on Camelot's wheel is called, and how well it sounds. */
export function keyStep(from: number, to: number): { fit: number; called: string } {
  const { steps, changesMode } = camelotStep(from, to);
  const distance = Math.abs(steps);
  if (!changesMode) {
    if (distance === 0) return { fit: 1, called: 'the same key' };
    if (distance === 1) return { fit: 0.9, called: `${signed(steps)}, fits` };
    if (steps === 2) return { fit: 0.6, called: '+2, an energy boost' };
    // Seven steps up the wheel.
    if (to === transposed(from, 1)) return { fit: 0.5, called: 'a semitone up, an energy boost' };
    return { fit: distance === 2 ? 0.4 : 0.15, called: 'clashes' };
  }
  if (distance === 0) return { fit: 0.85, called: 'relative, fits' };
  if (distance === 1) return { fit: 0.6, called: 'diagonal' };
  // A minor and A major.
  if (to % 12 === from % 12) return { fit: 0.4, called: 'the same root' };
  return { fit: 0.15, called: 'clashes' };
}

/** Levels of ten within which energy is taken for the same. */
const ENERGY_SPREAD = 1.5;
export const energyFit = (wanted: number, energy: number): number => bell(energy - wanted, ENERGY_SPREAD);

/** What is a little unlike sounds much unlike. */
const TIMBRE_POWER = 3;

/** From 0, the other side of everything, to 1. How loud or strong either is doesn't matter. */
export function timbreFit(from: ArrayLike<number>, to: ArrayLike<number>, at = 0): number {
  let [dot, left, right] = [0, 0, 0];
  for (let i = 0; i < from.length; i++) {
    const [a, b] = [from[i]!, to[at + i]!];
    dot += a * b;
    left += a * a;
    right += b * b;
  }
  return ((1 + dot / Math.sqrt(left * right)) / 2) ** TIMBRE_POWER;
}

/** Another genre or label says little: DJs mix across them. */
export const genreFit = (isSame: boolean): number => (isSame ? 1 : 0.4);
export const labelFit = (isSame: boolean): number => (isSame ? 1 : 0.5);

/** Mixed once is already much: most pairs of tracks never were. `times` counts what was near for a part. */
export const mixedFit = (times: number): number => (times + 0.1) / (times + 1);

const bell = (distance: number, spread: number): number => Math.exp(-0.5 * (distance / spread) ** 2);
const signed = (steps: number): string => `${steps > 0 ? '+' : ''}${steps}`;
