/** What one more cut has to save: the squares of dB by which a second differs from the mean of its stretch. */
const CUT_COSTS = 600;
/** No stretch is longer than so many seconds; two that are alike become one later. */
const LONGEST = 120;

/**
 * Cuts units of sound into the stretches within which they differ least, at least `shortest` units each (Bellman's least squares by
 * dynamic programming, 1961). `aspects` holds `width` numbers for each unit. From 0 to the number of units.
 */
export function cutWhereItChanges(aspects: Float32Array, width: number, seconds: number, shortest: number): number[] {
  const count = aspects.length / width;
  const sums = new Float64Array((count + 1) * width);
  const squares = new Float64Array(count + 1);
  for (let i = 0; i < aspects.length; i++) {
    sums[i + width] = sums[i]! + aspects[i]!;
    squares[Math.floor(i / width) + 1]! += aspects[i]! ** 2;
  }
  for (let u = 0; u < count; u++) squares[u + 1]! += squares[u]!;
  const spread = (from: number, to: number): number => {
    let means = 0;
    for (let k = 0; k < width; k++) means += (sums[to * width + k]! - sums[from * width + k]!) ** 2;
    return squares[to]! - squares[from]! - means / (to - from);
  };

  const longest = Math.max(2 * shortest, Math.ceil(LONGEST / seconds));
  const costs = new Float64Array(count + 1).fill(Number.POSITIVE_INFINITY);
  const before = new Int32Array(count + 1);
  costs[0] = 0;
  for (let to = Math.min(shortest, count); to <= count; to++) {
    for (let from = Math.max(0, to - longest); from <= Math.max(0, to - shortest); from++) {
      if (costs[from] === Number.POSITIVE_INFINITY) continue;
      const cost = costs[from]! + spread(from, to) * seconds + CUT_COSTS;
      if (cost >= costs[to]!) continue;
      costs[to] = cost;
      before[to] = from;
    }
  }
  const cuts = [count];
  while (cuts[0]! > 0) cuts.unshift(before[cuts[0]!]!);
  return cuts;
}
