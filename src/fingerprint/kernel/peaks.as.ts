import {
  BAND_UNITS,
  BANDS,
  LEVEL_UNITS,
  MEAN_FRAMES,
  PEAK_BANDS,
  PEAK_FRAMES,
  ROWS_AT_ONCE,
  SUMMITS,
  TIME_UNITS,
} from './constants.as';

/**
 * AssemblyScript, compiled by `npm run kernel` into peaks-wasm.ts. Finds peaks in rows of levels: points that are the loudest
 * within PEAK_FRAMES rows and PEAK_BANDS bands to either side.
 *
 * Each row is kept together with the row of its maxima over the bands to either side, so that a point is held against one
 * value of each neighbouring row instead of nineteen. Rows have room around them that is never loudest.
 *
 * A test holds what comes out against a plain version in TypeScript.
 */

/** Rows kept: those that a band's mean runs over, and one more. */
const ROWS: i32 = 2 * MEAN_FRAMES + 2;

/** Floats before a row's first band, room for PEAK_BANDS up to 15; and bytes from row to row, whole vectors with as much room behind. */
const MARGIN: i32 = 16;
const STRIDE: i32 = 4 * ((2 * MARGIN + BANDS + 15) & ~15);
const NEVER: f32 = -1e30;
/** As many as the end of the sound leaves to be judged can have. */
const MOST_FOUND: i32 = MEAN_FRAMES * SUMMITS;

/** What is read as whole vectors has room for one more behind it. */
const incoming = memory.data(4 * ROWS_AT_ONCE * BANDS + 16, 16);
const rows = memory.data(STRIDE * ROWS + 64, 16);
const maxima = memory.data(STRIDE * ROWS + 64, 16);
const fours = memory.data(STRIDE + 64, 16);
const sixteens = memory.data(STRIDE + 64, 16);
const sums = memory.data(8 * (BANDS + 1), 16);
const summits = memory.data(SUMMITS * ROWS, 16);
const summitCounts = memory.data(4 * ROWS, 16);
const frames = memory.data(4 * MOST_FOUND, 16);
const times = memory.data(4 * MOST_FOUND, 16);
const bands = memory.data(4 * MOST_FOUND, 16);
const levels = memory.data(4 * MOST_FOUND, 16);
const strengths = memory.data(4 * MOST_FOUND, 16);

let rowCount: i32 = 0;
let found: usize = 0;

/** Where the program writes rows and reads what was found, in the order in which peaks.ts names them. */
export function address(part: i32): usize {
  switch (part) {
    case 0:
      return incoming;
    case 1:
      return frames;
    case 2:
      return times;
    case 3:
      return bands;
    case 4:
      return levels;
    default:
      return strengths;
  }
}

/** To be called before the first row. */
export function begin(): void {
  for (let at: usize = 0; at < <usize>(STRIDE * ROWS); at += 4) f32.store(rows + at, NEVER);
}

/** Takes up to ROWS_AT_ONCE rows, in which a peak has this level at least; returns the number of peaks found. */
export function push(count: i32, least: f32): i32 {
  found = 0;
  for (let r = 0; r < count; r++) {
    const t = rowCount++;
    take(incoming + <usize>(r * BANDS) * 4, t);
    findSummits(t, least);
    if (t >= MEAN_FRAMES) judge(t - MEAN_FRAMES, min(t + 1, 2 * MEAN_FRAMES + 1));
  }
  return <i32>found;
}

/** No more rows come: judges the last ones. */
export function end(): i32 {
  found = 0;
  for (let t = max(0, rowCount - MEAN_FRAMES); t < rowCount; t++) {
    const old = t - MEAN_FRAMES - 1;
    if (old >= 0 && old >= rowCount - 2 * MEAN_FRAMES - 1) {
      const from = rowAt(rows, old);
      for (let b: usize = 0; b < <usize>BANDS; b += 2) {
        const at = sums + b * 8;
        v128.store(at, f64x2.sub(v128.load(at), f64x2.promote_low_f32x4(v128.load64_zero(from + b * 4))));
      }
    }
    judge(t, rowCount - max(0, old + 1));
  }
  return <i32>found;
}

/** Of the first band. */
function rowAt(table: usize, t: i32): usize {
  return table + <usize>((t % ROWS) * STRIDE) + MARGIN * 4;
}

/** Keeps a row, and each band's sum over the rows around the one that is judged next. */
function take(row: usize, t: i32): void {
  const old = t - 2 * MEAN_FRAMES - 1;
  const oldRow = old >= 0 ? rowAt(rows, old) : 0;
  for (let b: usize = 0; b < <usize>BANDS; b += 2) {
    const at = sums + b * 8;
    let change = f64x2.promote_low_f32x4(v128.load64_zero(row + b * 4));
    if (old >= 0) change = f64x2.sub(change, f64x2.promote_low_f32x4(v128.load64_zero(oldRow + b * 4)));
    v128.store(at, f64x2.add(v128.load(at), change));
  }
  memory.copy(rowAt(rows, t), row, BANDS * 4);
}

/** A row's maxima over PEAK_BANDS bands to either side, and the points of it that are their own: the only ones that can be peaks. */
function findSummits(t: i32, least: f32): void {
  const row = rowAt(rows, t) - MARGIN * 4;
  const high = rowAt(maxima, t) - MARGIN * 4;
  for (let i: usize = 0; i < <usize>STRIDE; i += 16) {
    const at = row + i;
    const ab = f32x4.pmax(v128.load(at), v128.load(at + 4));
    const cd = f32x4.pmax(v128.load(at + 8), v128.load(at + 12));
    v128.store(fours + i, f32x4.pmax(ab, cd));
  }
  for (let i: usize = 0; i < <usize>STRIDE; i += 16) {
    const at = fours + i;
    const ab = f32x4.pmax(v128.load(at), v128.load(at + 16));
    const cd = f32x4.pmax(v128.load(at + 32), v128.load(at + 48));
    v128.store(sixteens + i, f32x4.pmax(ab, cd));
  }
  const slot = t % ROWS;
  let count: i32 = 0;
  const floor = f32x4.splat(least);
  for (let i: usize = MARGIN * 4; i < <usize>(MARGIN + BANDS) * 4; i += 16) {
    const at = sixteens + i - PEAK_BANDS * 4;
    // Sixteen from the lowest band within reach on, and sixteen that end with the highest.
    const most = f32x4.pmax(v128.load(at), v128.load(at + (2 * PEAK_BANDS + 1 - 16) * 4));
    v128.store(high + i, most);
    const level = v128.load(row + i);
    let mask = i32x4.bitmask(v128.and(f32x4.eq(level, most), f32x4.ge(level, floor)));
    for (let b = <i32>(i >> 2) - MARGIN; mask !== 0; mask >>= 1, b++) {
      if ((mask & 1) === 0 || b < 1 || b > BANDS - 2 || !isFirst(row + <usize>(MARGIN + b) * 4)) continue;
      if (count === SUMMITS) break;
      store<u8>(summits + <usize>(slot * SUMMITS + count), <u8>b);
      count++;
    }
  }
  store<i32>(summitCounts + <usize>slot * 4, count);
}

/** Whether none of the bands within reach below a point is as loud. */
function isFirst(point: usize): bool {
  const level = load<f32>(point);
  for (let i: usize = 4; i <= <usize>PEAK_BANDS * 4; i += 4) {
    if (load<f32>(point - i) >= level) return false;
  }
  return true;
}

/** Notes the peaks of row t; `counted` rows are in the sums. */
function judge(t: i32, counted: i32): void {
  if (t === 0 || t === rowCount - 1) return;
  const slot = t % ROWS;
  const count = load<i32>(summitCounts + <usize>slot * 4);
  const row = rowAt(rows, t);
  const before = rowAt(rows, t - 1);
  const after = rowAt(rows, t + 1);
  for (let s = 0; s < count; s++) {
    const b: usize = load<u8>(summits + <usize>(slot * SUMMITS + s));
    const point = load<f32>(row + b * 4);
    if (!isLoudest(t, b, point)) continue;
    const level: f64 = point;
    const time = <f64>t + vertex(load<f32>(before + b * 4), level, load<f32>(after + b * 4));
    const band = <f64>b + vertex(load<f32>(row + b * 4 - 4), level, load<f32>(row + b * 4 + 4));
    if (found === <usize>MOST_FOUND) return;
    const at = found++ * 4;
    store<i32>(frames + at, t);
    store<i32>(times + at, <i32>Math.floor(time * <f64>TIME_UNITS + 0.5));
    store<i32>(bands + at, <i32>Math.floor(band * <f64>BAND_UNITS + 0.5));
    store<i32>(levels + at, <i32>Math.floor(level * <f64>LEVEL_UNITS + 0.5));
    store<f32>(strengths + at, <f32>(level - load<f64>(sums + b * 8) / <f64>counted));
  }
}

/** Against the rows before and after it; of equal points the first counts. */
function isLoudest(t: i32, b: usize, level: f32): bool {
  const last = min(rowCount - 1, t + PEAK_FRAMES);
  for (let u = t + 1; u <= last; u++) {
    if (load<f32>(rowAt(maxima, u) + b * 4) > level) return false;
  }
  const first = max(0, max(t - PEAK_FRAMES, rowCount - ROWS));
  for (let u = first; u < t; u++) {
    if (load<f32>(rowAt(maxima, u) + b * 4) >= level) return false;
  }
  return true;
}

/** Where between -.5 and .5 the parabola through three points is highest. */
function vertex(before: f64, at: f64, after: f64): f64 {
  const bend = before - 2 * at + after;
  return bend < 0 ? max(-0.5, min(0.5, (0.5 * (before - after)) / bend)) : 0;
}
