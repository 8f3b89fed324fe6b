/** Tenths of a second in a block of the integrated loudness, and in one of the range. */
const BLOCK = 4;
const SHORT_TERM = 30;
/** LUFS below which nothing counts. */
const ABSOLUTE_GATE = -70;
/** LU below the mean of what passed the first gate. */
const RELATIVE_GATE = -10;
const RANGE_GATE = -20;

const lufs = (power: number): number => -0.691 + 10 * Math.log10(power);
const powerOf = (loudness: number): number => 10 ** ((loudness + 0.691) / 10);

/** LUFS by ITU-R BS.1770-4, of the mean power in each tenth of a second; null where nothing is louder than the first gate. */
export function integrated(tenths: Iterable<number>): number | null {
  const loud = means(tenths, BLOCK).filter((power) => power > powerOf(ABSOLUTE_GATE));
  if (loud.length === 0) return null;
  const gate = mean(loud) * 10 ** (RELATIVE_GATE / 10);
  return lufs(mean(loud.filter((power) => power > gate)));
}

/** LU by EBU Tech 3342: how far the quietest tenth of the short-term loudnesses is from the loudest twentieth. */
export function range(tenths: Iterable<number>): number | null {
  const loud = means(tenths, SHORT_TERM).filter((power) => power > powerOf(ABSOLUTE_GATE));
  if (loud.length === 0) return null;
  const gate = mean(loud) * 10 ** (RANGE_GATE / 10);
  const sorted = loud.filter((power) => power >= gate).sort();
  const at = (share: number): number => sorted[Math.round((sorted.length - 1) * share)]!;
  return 10 * Math.log10(at(0.95) / at(0.1));
}

/** Of each so many that follow one another. */
function means(tenths: Iterable<number>, length: number): Float64Array {
  const sums = [0];
  for (const tenth of tenths) sums.push(sums.at(-1)! + tenth);
  // Differences of sums that only grow: exact to 12 digits after a day of sound.
  return Float64Array.from(
    { length: Math.max(0, sums.length - length) },
    (_, i) => (sums[i + length]! - sums[i]!) / length,
  );
}

const mean = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0) / values.length;
