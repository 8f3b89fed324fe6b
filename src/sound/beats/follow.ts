import type { Pulse } from './pulse.js';

/** How much a beat that comes early or late costs (Ellis, "Beat Tracking by Dynamic Programming", 2007). */
const TIGHTNESS = 300;

/** The columns in which beats of that pulse fall, such that as much as can be begins on them. */
export function followBeats(onsets: Float32Array, pulse: Pulse): Int32Array {
  const count = onsets.length;
  const scale = 1 / deviation(onsets);
  const sums = new Float64Array(count);
  const from = new Int32Array(count).fill(-1);
  let costs = new Float64Array(0);
  let period = 0;
  for (let t = 0; t < count; t++) {
    const now = pulse.periodAt(t);
    if (now !== period) {
      period = now;
      costs = Float64Array.from(
        { length: Math.ceil(1.4 * period) + 1 },
        (_, lag) => TIGHTNESS * Math.log(lag / period) ** 2,
      );
    }
    const shortest = Math.floor(0.7 * period);
    const longest = Math.min(costs.length - 1, t);
    let best = 0;
    let where = -1;
    for (let lag = shortest; lag <= longest; lag++) {
      const value = sums[t - lag]! - costs[lag]!;
      if (value > best) {
        best = value;
        where = t - lag;
      }
    }
    sums[t] = best + onsets[t]! * scale;
    from[t] = where;
  }
  // The last beat is the best one of the last period.
  let at = count - 1;
  for (let t = Math.max(0, Math.floor(count - 1 - period)); t < count; t++) if (sums[t]! > sums[at]!) at = t;
  const beats: number[] = [];
  for (; at >= 0; at = from[at]!) beats.push(at);
  return Int32Array.from(beats.reverse());
}

function deviation(values: Float32Array): number {
  let sum = 0;
  let squares = 0;
  for (const value of values) {
    sum += value;
    squares += value * value;
  }
  const mean = sum / Math.max(1, values.length);
  return Math.sqrt(Math.max(1e-9, squares / Math.max(1, values.length) - mean * mean));
}
