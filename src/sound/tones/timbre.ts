import type { ToneColumns } from './columns.js';

/** A shorter stretch has no sound of its own: 1 s. */
const FEWEST = 4;
/** A level's steps make a doubling of power. */
const STEPS = 5;
/** What is so far below the loudest moments is not looked at, nor what is so far below the loudest bands: 51 and 30 dB, in doublings. */
const DEPTH = 17;
const QUIET = 10;
/** How loud the loudest are: so many are louder. */
const TOP = 0.02;

/**
 * For each number, what music has of it in the middle, and how far it reaches to both sides before tanh rounds it off: measured on halves
 * of 79 pieces of game music of many kinds, wider where a piece's two halves differ.
 */
const MIDDLES = [0.58, -0.77, -0.09, -0.13, 0.02, -0.17, -0.04, -0.09, 2.52, 0.32, 0.14, 0.04, 1.89, 0.3, 3.26, 5.25];
const REACHES = [1.87, 1.44, 0.8, 0.69, 0.52, 0.55, 0.39, 0.34, 1.56, 0.94, 0.74, 0.52, 1.2, 0.84, 1.02, 1.78];

/**
 * What a stretch sounds like, whatever its key, its tempo and its gain: TIMBRE_SIZE numbers from -1 to 1, each tanh((x - middle) / reach).
 * The x are, with levels in doublings of power over 28 bands of equal width in octaves:
 * - 1 to 8 (cosines 1 to 8 over the bands of the mean level): its colour, from how dull or bright it is to finer bumps;
 * - 9 to 12 (cosines 0 to 3 of the levels' deviation in time): where it moves, and how much;
 * - 13 and 14 (cosines 0 and 1 of the mean step from column to column): how quickly;
 * - 15 and 16 (logarithms of what stands out as tones in the bass and above): from drums and noise to pads.
 * Null in silence.
 */
export function timbreOf(columns: ToneColumns, from: number, to: number): number[] | null {
  if (to - from < FEWEST) return null;
  const { bands, levels, parts, tones } = columns;
  const stretch = levels.subarray(from * bands, to * bands);
  const floor = topOf(stretch) - DEPTH * STEPS;
  if (!stretch.some((level) => level > 0)) return null;
  const means = new Float64Array(bands);
  const squares = new Float64Array(bands);
  const moves = new Float64Array(bands);
  const standing = new Float64Array(2);
  let [counted, moved, before] = [0, 0, -1];
  for (const column of audible(stretch, bands, floor)) {
    for (let band = 0; band < bands; band++) {
      const level = Math.max(floor, stretch[column * bands + band]!) / STEPS;
      means[band]! += level;
      squares[band]! += level * level;
      if (before >= 0) moves[band]! += Math.abs(level - Math.max(floor, stretch[before * bands + band]!) / STEPS);
    }
    const row = (from + column) * 2 * parts;
    for (let part = 0; part < 2 * parts; part++) standing[part < parts ? 0 : 1]! += tones[row + part]!;
    counted++;
    if (before >= 0) moved++;
    before = column;
  }
  const mean = means.map((sum) => sum / counted);
  const deviation = squares.map((sum, band) => Math.sqrt(Math.max(0, sum / counted - mean[band]! ** 2)));
  const step = moves.map((sum) => sum / Math.max(1, moved));
  const numbers = [
    ...cosines(mean, 1, 8),
    ...cosines(deviation, 0, 3),
    ...cosines(step, 0, 1),
    ...Array.from(standing, (sum) => Math.log2(4 + sum / counted / 4)),
  ];
  return numbers.map((number, i) => Math.tanh((number - MIDDLES[i]!) / REACHES[i]!));
}

function topOf(levels: Uint8Array): number {
  const sorted = Uint8Array.from(levels).sort();
  return sorted[Math.floor((1 - TOP) * (sorted.length - 1))]!;
}

/** Columns that are near enough to the loudest one. */
function audible(levels: Uint8Array, bands: number, floor: number): number[] {
  const loudness = Array.from({ length: levels.length / bands }, (_, column) => {
    let sum = 0;
    for (let at = column * bands; at < (column + 1) * bands; at++) sum += Math.max(floor, levels[at]!);
    return sum / bands;
  });
  const loudest = loudness.reduce((most, value) => Math.max(most, value), 0);
  return [...loudness.keys()].filter((column) => loudness[column]! > loudest - QUIET * STEPS);
}

/** Means of the values under cosines of so many half turns. */
function cosines(values: Float64Array, first: number, last: number): number[] {
  return Array.from({ length: last - first + 1 }, (_, i) => {
    const turns = (Math.PI * (first + i)) / values.length;
    return values.reduce((sum, value, at) => sum + value * Math.cos(turns * (at + 0.5)), 0) / values.length;
  });
}
