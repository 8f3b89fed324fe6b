/** The value that this share of all lies below. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
}

export const percent = (part: number, of: number): string => `${((100 * part) / of).toFixed(1)} %`;

/** Accuracy 1 of MIREX: within 4 %. */
export const isNear = (bpm: number, truth: number): boolean => Math.abs(bpm / truth - 1) <= 0.04;

/** Accuracy 2 of MIREX: a half, a third, twice and three times count, too. */
export const isMultiple = (bpm: number, truth: number): boolean =>
  [1, 1 / 2, 1 / 3, 2, 3].some((times) => isNear(bpm, truth * times));
