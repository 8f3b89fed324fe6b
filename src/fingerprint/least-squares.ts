/** The line through the middle (x, y) of points that misses them least, and the variance of their x: by how much they tell a slope. */
export interface Fit {
  x: number;
  y: number;
  slope: number;
  spread: number;
}

export function leastSquares(xs: readonly number[], ys: readonly number[]): Fit {
  const n = xs.length;
  let x = 0;
  let y = 0;
  for (let i = 0; i < n; i++) {
    x += xs[i]!;
    y += ys[i]!;
  }
  x /= n;
  y /= n;
  let xx = 0;
  let xy = 0;
  for (let i = 0; i < n; i++) {
    xx += (xs[i]! - x) ** 2;
    xy += (xs[i]! - x) * (ys[i]! - y);
  }
  return { x, y, slope: xy / xx, spread: xx / n };
}
