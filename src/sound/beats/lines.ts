/** A stretch of one tempo: beat k of it, from 0 up to `count`, falls in column start + k × period, in parts of a column. */
export interface Line {
  start: number;
  period: number;
  count: number;
}

/** Beats that lie farther than this from their line are astray, and count as this far: 35 ms, in columns. */
const ASTRAY = 3;
/** What one more line has to save, in squares of ASTRAY: the beats of some bars that would be astray without it. */
const LINE_COSTS = 10;
const LEAST_BEATS = 10;
const MOST_BEATS = 300;
/** How far around a line's beat its onset is looked for, at first and at last. */
const REACH = [4, 3, 2] as const;

/** The fewest straight lines on which the beats lie. */
export function linesOf(beats: ArrayLike<number>, onsets: Float32Array): Line[] {
  const lines: Line[] = [];
  for (const { from, to } of pieces(beats, 0, beats.length)) {
    const { start, period } = lineThrough(beats, from, to);
    lines.push(drawnTo(onsets, { start, period, count: to - from }));
  }
  return joined(lines, onsets);
}

/** As good as this, one line that goes on is better than two. */
const AS_GOOD = 0.92;

/** Beats may have been followed astray for a while: neighbours whose beats one of them meets as well when it goes on are one line. */
function joined(lines: Line[], onsets: Float32Array): Line[] {
  for (let i = 0; i + 1 < lines.length; i++) {
    const [a, b] = [lines[i]!, lines[i + 1]!];
    const end = b.start + (b.count - 1) * b.period;
    const apart = metBy(onsets, a) + metBy(onsets, b);
    const tries = [a, b].map(({ start, period }) => {
      const first = start + Math.round((a.start - start) / period) * period;
      const count = Math.round((end - first) / period) + 1;
      return drawnTo(onsets, { start: first, period, count });
    });
    // Each for as many beats: where the two are of different levels, neither is better for being faster.
    const met = tries.map((line) => (metBy(onsets, line) * (a.count + b.count)) / line.count);
    const better = met[0]! > met[1]! ? 0 : 1;
    if (met[better]! < AS_GOOD * apart) continue;
    lines.splice(i, 2, tries[better]!);
    i = Math.max(-1, i - 2);
  }
  return lines;
}

function metBy(onsets: Float32Array, { start, period, count }: Line): number {
  let sum = 0;
  for (let k = 0; k < count; k++) {
    const at = Math.round(start + k * period);
    sum += Math.max(onsets[at - 1] ?? 0, onsets[at] ?? 0, onsets[at + 1] ?? 0);
  }
  return sum;
}

/** Places of beats, from the first line's first one on. */
export function beatsOf(lines: readonly Line[]): Float64Array {
  return Float64Array.from(
    lines.flatMap(({ start, period, count }) => Array.from({ length: count }, (_, k) => start + k * period)),
  );
}

interface Piece {
  from: number;
  to: number;
}

/** Cuts where it saves most, as long as it saves enough. Hours of beats, in which one cut saves next to nothing, are halved first. */
function pieces(beats: ArrayLike<number>, from: number, to: number): Piece[] {
  if (to - from > MOST_BEATS) {
    const middle = Math.floor((from + to) / 2);
    return [...pieces(beats, from, middle), ...pieces(beats, middle, to)];
  }
  const whole = costOf(beats, from, to);
  if (whole <= LINE_COSTS || to - from < 2 * LEAST_BEATS) return [{ from, to }];
  let best = whole - LINE_COSTS;
  let cut = -1;
  const step = Math.max(1, Math.floor((to - from) / 64));
  for (let at = from + LEAST_BEATS; at <= to - LEAST_BEATS; at += step) {
    const cost = costOf(beats, from, at) + costOf(beats, at, to);
    if (cost < best) {
      best = cost;
      cut = at;
    }
  }
  if (cut < 0) return [{ from, to }];
  for (let at = Math.max(from + LEAST_BEATS, cut - step); at <= Math.min(to - LEAST_BEATS, cut + step); at++) {
    const cost = costOf(beats, from, at) + costOf(beats, at, to);
    if (cost < best) {
      best = cost;
      cut = at;
    }
  }
  return [...pieces(beats, from, cut), ...pieces(beats, cut, to)];
}

function costOf(beats: ArrayLike<number>, from: number, to: number): number {
  const { start, period } = lineThrough(beats, from, to);
  let cost = 0;
  for (let i = from; i < to; i++) {
    const off = (beats[i]! - start - (i - from) * period) / ASTRAY;
    cost += Math.min(1, off * off);
  }
  return cost;
}

/** Least squares, over those that aren't astray. Place 0 of it is beat `from`. */
function lineThrough(beats: ArrayLike<number>, from: number, to: number): { start: number; period: number } {
  let start = beats[from]!;
  let period = to - from > 1 ? (beats[to - 1]! - start) / (to - 1 - from) : 0;
  // From far to near: an end that is astray bends the first line.
  for (const reach of [Number.POSITIVE_INFINITY, 8 * ASTRAY, 3 * ASTRAY, ASTRAY, ASTRAY]) {
    let [n, k1, k2, y1, ky] = [0, 0, 0, 0, 0];
    for (let i = from; i < to; i++) {
      const k = i - from;
      const y = beats[i]!;
      if (Math.abs(y - start - k * period) > reach) continue;
      n++;
      k1 += k;
      k2 += k * k;
      y1 += y;
      ky += k * y;
    }
    const spread = n * k2 - k1 * k1;
    if (n < 4 || spread === 0) continue;
    period = (n * ky - k1 * y1) / spread;
    start = (y1 - period * k1) / n;
  }
  return { start, period };
}

/** A line moved and turned to the onsets that are near its beats: the stronger one is, the more it counts. */
function drawnTo(onsets: Float32Array, line: Line): Line {
  let { start, period } = line;
  for (const reach of REACH) {
    let [n, k1, k2, y1, ky] = [0, 0, 0, 0, 0];
    for (let k = 0; k < line.count; k++) {
      const peak = peakNear(onsets, start + k * period, reach);
      if (!peak) continue;
      const { at, strength } = peak;
      n += strength;
      k1 += strength * k;
      k2 += strength * k * k;
      y1 += strength * at;
      ky += strength * k * at;
    }
    const spread = n * k2 - k1 * k1;
    if (spread <= 1e-6 * n * n) continue;
    period = (n * ky - k1 * y1) / spread;
    start = (y1 - period * k1) / n;
  }
  return { start, period, count: line.count };
}

/** The centre of the strongest onset within reach. */
function peakNear(onsets: Float32Array, place: number, reach: number): { at: number; strength: number } | undefined {
  const from = Math.max(1, Math.ceil(place - reach));
  const to = Math.min(onsets.length - 2, Math.floor(place + reach));
  let best = -1;
  for (let t = from; t <= to; t++) if (best < 0 || onsets[t]! > onsets[best]!) best = t;
  if (best < 0 || onsets[best]! <= 0) return undefined;
  const [before, here, after] = [onsets[best - 1]!, onsets[best]!, onsets[best + 1]!];
  const sum = before + here + after;
  return { at: best + (after - before) / sum, strength: here };
}
