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
  upper: [-0.65, -0.97, 1.03, -0.42, -0.06, 0.99, -1.02, -1.15, 0.63, 0.3, -0.57, 1.36],
  bass: [2.79, -0.86, -1.53, -1.57, 0.15, 0.9, -0.53, 2.34, -0.3, 0.02, -0.72, 0.51],
  majorTriads: [11.47, 0.59, -7.27, -0.84, -3.34, 3.69, -0.27, 6.54, -3.52, -3.71, 0.43, 0.47],
  minorTriads: [-5.24, 2.2, -3.09, -0.18, 5.51, -4.42, 1.5, -1.48, 1.06, 3.05, -0.13, -1.68],
};
export const MINOR: Profile = {
  bias: -0.15,
  upper: [-0.25, -1.13, 0.83, 1.18, 0.69, -0.18, -1.09, -1.44, 0.45, -0.7, 1.67, 0.49],
  bass: [3.67, -1.29, -0.46, -1.72, 0.14, 0.36, -2.06, 2.97, 0.06, -2.37, 0.51, -1.01],
  majorTriads: [1.47, -2.87, -4.37, 1.84, -1.5, -2.01, -3.13, 6.29, -0.05, -1.41, 2.19, -0.7],
  minorTriads: [14.51, 1.95, -6.71, -4.16, -2.13, 2.48, -2.25, 6.39, -2.88, -3.38, -1.52, 0.57],
};
