/** A key's profile, by semitones above its root: what counts for it and, below 0, against it. */
export interface Profile {
  bias: number;
  upper: readonly number[];
  bass: readonly number[];
  majorTriads: readonly number[];
  minorTriads: readonly number[];
}

/**
 * Learnt from 800 made pieces of known keys (test/bench/sound/made/harmony.ts), by logistic regression over the 24 keys; what was learnt on
 * isn't measured on. Scores are logarithms of odds.
 */
export const MAJOR: Profile = {
  bias: 0,
  upper: [-1.09, -1.06, 1.61, -0.42, -0.31, 1.15, -1.24, -1.57, 0.81, 0.75, -0.71, 1.41],
  bass: [2.67, -0.92, -1.44, -1.58, -0.16, 1.19, -0.24, 2.11, -0.2, 0.24, -0.67, 0.66],
  majorTriads: [12.79, 0.62, -9.46, -1.61, -3.25, 3.65, 0.49, 6.74, -3.72, -3.89, 0.47, -0.15],
  minorTriads: [-4.62, 3.32, -4.54, 0.55, 6.19, -5.24, 2.25, -0.62, 1.69, 4.04, 0.13, -2.99],
};
export const MINOR: Profile = {
  bias: -0.32,
  upper: [-0.66, -0.82, 0.88, 1.13, 1, -0.19, -1.08, -1.85, 0.95, -0.97, 1.94, 0.35],
  bass: [3.67, -1.12, -0.47, -2.41, 0.59, 0.62, -2.49, 2.93, 0.2, -2.62, 0.83, -1.39],
  majorTriads: [2.53, -4.16, -5.17, 2.31, -1.71, -2.25, -3.54, 7.76, -0.1, -1.48, 1.77, 1.36],
  minorTriads: [16.78, 1.23, -9.31, -5.58, -3.02, 2.83, -2.61, 7.38, -3.51, -2.5, -2.07, 0.19],
};
