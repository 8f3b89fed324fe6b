/** Columns that the pulse is looked for in at a time, and from one such window to the next: 9 and 4.5 s. */
const WINDOW = 768;
const STEP = 384;
/** Periods that are tried: from SHORTEST seconds on, each so much longer than the one before. Of a slower or faster beat, half or twice is found. */
const SHORTEST = 60 / 185;
const GROWTH = 1.015;
const PERIODS = 66;
/** What a change of period by one step costs from window to window, as a part of how clear the pulse is. */
const TURN = 0.04;
const FARTHEST_TURN = 2;
/** How much the repetition after one beat, two, three and four tells. */
const TELLS = [1, 1, 0.5, 1] as const;

/** The period of the pulse, in columns, every STEP columns; the fast or slow path that repeats best and changes least (Viterbi, 1967). */
export class Pulse {
  readonly #periods: Float64Array;

  constructor(onsets: Float32Array, rate: number) {
    const windows = Math.max(1, Math.ceil((onsets.length - WINDOW) / STEP) + 1);
    const periods = Float64Array.from({ length: PERIODS }, (_, i) => SHORTEST * rate * GROWTH ** i);
    const flat = flatten(onsets, WINDOW + longestLag(periods) + 4);
    const scores = Array.from({ length: windows }, (_, w) => combs(repeats(flat, w * STEP, periods), periods));
    this.#periods = Float64Array.from(bestPath(scores), (i) => periods[i]!);
  }

  periodAt(column: number): number {
    const last = this.#periods.length - 1;
    const at = Math.max(0, Math.min(last, (column - WINDOW / 2) / STEP));
    return this.#periods[Math.round(at)]!;
  }
}

/** Without what is strong all the time: less the mean of a second around. Behind it, so many columns of nothing. */
function flatten(onsets: Float32Array, behind: number): Float64Array {
  const reach = 43;
  const flat = new Float64Array(onsets.length + behind);
  let sum = 0;
  for (let t = 0; t < Math.min(reach, onsets.length); t++) sum += onsets[t]!;
  for (let t = 0; t < onsets.length; t++) {
    sum += (onsets[t + reach] ?? 0) - (onsets[t - reach - 1] ?? 0);
    const counted = Math.min(onsets.length, t + reach + 1) - Math.max(0, t - reach);
    flat[t] = onsets[t]! - sum / counted;
  }
  return flat;
}

/** The autocorrelation of a window with what follows, by lag, as far as it is needed; 1 at no lag. */
function repeats(flat: Float64Array, start: number, periods: Float64Array): Float64Array {
  const end = start + WINDOW;
  const longest = longestLag(periods);
  const lags = new Float64Array(longest + 4);
  let power = 1e-9;
  for (let t = start; t < end; t++) power += flat[t]! * flat[t]!;
  // Four at once, so that each number is fetched for four products.
  for (let lag = Math.floor(periods[0]!) - 1; lag < longest; lag += 4) {
    let [a, b, c, d] = [0, 0, 0, 0];
    let [x, y, z] = [flat[start + lag]!, flat[start + lag + 1]!, flat[start + lag + 2]!];
    for (let t = start; t < end; t++) {
      const here = flat[t]!;
      const last = flat[t + lag + 3]!;
      a += here * x;
      b += here * y;
      c += here * z;
      d += here * last;
      x = y;
      y = z;
      z = last;
    }
    lags[lag] = a / power;
    lags[lag + 1] = b / power;
    lags[lag + 2] = c / power;
    lags[lag + 3] = d / power;
  }
  return lags;
}

const longestLag = (periods: Float64Array): number => Math.ceil(4 * periods[PERIODS - 1]!) + 2;

/** How well each period explains what repeats. */
function combs(lags: Float64Array, periods: Float64Array): Float64Array {
  return periods.map((period) => {
    let sum = 0;
    for (let beats = 1; beats <= TELLS.length; beats++) {
      const at = beats * period;
      const left = Math.floor(at);
      const part = at - left;
      sum += TELLS[beats - 1]! * (lags[left]! * (1 - part) + lags[left + 1]! * part);
    }
    return sum;
  });
}

function bestPath(scores: readonly Float64Array[]): number[] {
  let sums = Float64Array.from(scores[0]!);
  const from: Uint8Array[] = [];
  for (const score of scores.slice(1)) {
    const next = new Float64Array(PERIODS);
    const back = new Uint8Array(PERIODS);
    for (let i = 0; i < PERIODS; i++) {
      let best = Number.NEGATIVE_INFINITY;
      for (let j = 0; j < PERIODS; j++) {
        const value = sums[j]! - Math.min(FARTHEST_TURN, TURN * Math.abs(i - j));
        if (value > best) {
          best = value;
          back[i] = j;
        }
      }
      next[i] = best + score[i]!;
    }
    from.push(back);
    sums = next;
  }
  let at = sums.indexOf(Math.max(...sums));
  const path = [at];
  for (const back of from.reverse()) {
    at = back[at]!;
    path.push(at);
  }
  return path.reverse();
}
