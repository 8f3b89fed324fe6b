import { BANDS, HOP, ROWS_AT_ONCE, WINDOW } from './constants.as';

/**
 * AssemblyScript, compiled by `npm run kernel` into spectrogram-wasm.ts. Levels of eight frames at once: four complex
 * transforms run side by side, one in each lane of a vector, and each carries two real frames, one in the real and one in
 * the imaginary part. So no step has to shuffle lanes, but for the first load and the last store.
 *
 * The program on the other side (spectrogram.ts) fills the tables, so that every constant is told in one place only.
 */

/** A power of four, for the steps of the transform; ROWS_AT_ONCE is what four lanes of two frames each make. */
const SIZE: i32 = WINDOW;
/** Bytes of a vector. */
const V: usize = 16;

const pcm = memory.data(2 * ((ROWS_AT_ONCE - 1) * HOP + SIZE), 16);
const rows = memory.data(4 * ROWS_AT_ONCE * BANDS, 16);
const window = memory.data(4 * SIZE, 16);
/** For each of the first quarter of twiddles: cos and sin of one, two and three steps. */
const turns = memory.data(4 * 6 * (SIZE / 4), 16);
/** Byte offset at which each bin lies after the steps. */
const places = memory.data(4 * (SIZE + 1), 16);
const starts = memory.data(4 * BANDS, 16);
const ends = memory.data(4 * BANDS, 16);
/** Four weights of a narrow band, or two of a wide one. */
const weights = memory.data(4 * 4 * BANDS, 16);

const re = memory.data(4 * 4 * SIZE, 16);
const im = memory.data(4 * 4 * SIZE, 16);
const even = memory.data(4 * 4 * (SIZE / 2), 16);
const odd = memory.data(4 * 4 * (SIZE / 2), 16);
const bins = memory.data(4 * 4 * (SIZE / 2), 16);

/** Where the program writes and reads, in the order in which spectrogram.ts names them. */
export function address(part: i32): usize {
  switch (part) {
    case 0:
      return pcm;
    case 1:
      return rows;
    case 2:
      return window;
    case 3:
      return turns;
    case 4:
      return places;
    case 5:
      return starts;
    case 6:
      return ends;
    default:
      return weights;
  }
}

/**
 * Reads (ROWS_AT_ONCE - 1) × HOP + SIZE samples, writes ROWS_AT_ONCE rows of levels. Bins [from, to) are used; the first `narrow` bands
 * interpolate the levels of bins below `narrowEnd`.
 */
export function run(from: i32, to: i32, narrow: i32, narrowEnd: i32, floor: f32): void {
  fill();
  for (let span = SIZE, step = 1; span > 4; span >>= 2, step <<= 2) {
    turn(span, step);
  }
  finish();
  power(from, to);
  levels(even, 0, from, narrow, narrowEnd, f32x4.splat(floor));
  levels(odd, 1, from, narrow, narrowEnd, f32x4.splat(floor));
}

/** Even frames into the real parts, odd ones into the imaginary parts, windowed: four samples of four frames at a time. */
function fill(): void {
  for (let i = 0; i < SIZE; i += 4) {
    const w = v128.load(window + ((<usize>i) << 2));
    gather(pcm + ((<usize>i) << 1), w, re + <usize>i * V);
    gather(pcm + ((<usize>(i + HOP)) << 1), w, im + <usize>i * V);
  }
}

function gather(from: usize, w: v128, to: usize): void {
  const next: usize = 2 * HOP * 2;
  const a = f32x4.mul(f32x4.convert_i32x4_s(v128.load_ext<i16>(from)), w);
  const b = f32x4.mul(f32x4.convert_i32x4_s(v128.load_ext<i16>(from + next)), w);
  const c = f32x4.mul(f32x4.convert_i32x4_s(v128.load_ext<i16>(from + 2 * next)), w);
  const d = f32x4.mul(f32x4.convert_i32x4_s(v128.load_ext<i16>(from + 3 * next)), w);
  const ab = v128.shuffle<f32>(a, b, 0, 4, 1, 5);
  const cd = v128.shuffle<f32>(c, d, 0, 4, 1, 5);
  const ab2 = v128.shuffle<f32>(a, b, 2, 6, 3, 7);
  const cd2 = v128.shuffle<f32>(c, d, 2, 6, 3, 7);
  v128.store(to, v128.shuffle<f32>(ab, cd, 0, 1, 4, 5));
  v128.store(to + V, v128.shuffle<f32>(ab, cd, 2, 3, 6, 7));
  v128.store(to + 2 * V, v128.shuffle<f32>(ab2, cd2, 0, 1, 4, 5));
  v128.store(to + 3 * V, v128.shuffle<f32>(ab2, cd2, 2, 3, 6, 7));
}

/** One radix-4 step, decimation in frequency: groups of `span`, whose twiddles are `step` apart. */
function turn(span: i32, step: i32): void {
  const quarter = (<usize>span >> 2) * V;
  const stride = <usize>span * V;
  const all = <usize>SIZE * V;
  for (let j: usize = 0, t = turns; j < quarter; j += V, t += <usize>step * 24) {
    const c1 = v128.load_splat<f32>(t);
    const s1 = v128.load_splat<f32>(t + 4);
    const c2 = v128.load_splat<f32>(t + 8);
    const s2 = v128.load_splat<f32>(t + 12);
    const c3 = v128.load_splat<f32>(t + 16);
    const s3 = v128.load_splat<f32>(t + 20);
    for (let i = j; i < all; i += stride) {
      const r = re + i;
      const q = im + i;
      const r0 = v128.load(r);
      const r1 = v128.load(r + quarter);
      const r2 = v128.load(r + 2 * quarter);
      const r3 = v128.load(r + 3 * quarter);
      const q0 = v128.load(q);
      const q1 = v128.load(q + quarter);
      const q2 = v128.load(q + 2 * quarter);
      const q3 = v128.load(q + 3 * quarter);
      const r02 = f32x4.add(r0, r2);
      const d02 = f32x4.sub(r0, r2);
      const r13 = f32x4.add(r1, r3);
      const d13 = f32x4.sub(r1, r3);
      const q02 = f32x4.add(q0, q2);
      const e02 = f32x4.sub(q0, q2);
      const q13 = f32x4.add(q1, q3);
      const e13 = f32x4.sub(q1, q3);
      v128.store(r, f32x4.add(r02, r13));
      v128.store(q, f32x4.add(q02, q13));
      const x1 = f32x4.add(d02, e13);
      const y1 = f32x4.sub(e02, d13);
      v128.store(r + quarter, f32x4.add(f32x4.mul(x1, c1), f32x4.mul(y1, s1)));
      v128.store(q + quarter, f32x4.sub(f32x4.mul(y1, c1), f32x4.mul(x1, s1)));
      const x2 = f32x4.sub(r02, r13);
      const y2 = f32x4.sub(q02, q13);
      v128.store(r + 2 * quarter, f32x4.add(f32x4.mul(x2, c2), f32x4.mul(y2, s2)));
      v128.store(q + 2 * quarter, f32x4.sub(f32x4.mul(y2, c2), f32x4.mul(x2, s2)));
      const x3 = f32x4.sub(d02, e13);
      const y3 = f32x4.add(e02, d13);
      v128.store(r + 3 * quarter, f32x4.add(f32x4.mul(x3, c3), f32x4.mul(y3, s3)));
      v128.store(q + 3 * quarter, f32x4.sub(f32x4.mul(y3, c3), f32x4.mul(x3, s3)));
    }
  }
}

/** The last step, whose twiddles are all 1. */
function finish(): void {
  const all = <usize>SIZE * V;
  for (let i: usize = 0; i < all; i += 4 * V) {
    const r = re + i;
    const q = im + i;
    const r02 = f32x4.add(v128.load(r), v128.load(r + 2 * V));
    const d02 = f32x4.sub(v128.load(r), v128.load(r + 2 * V));
    const r13 = f32x4.add(v128.load(r + V), v128.load(r + 3 * V));
    const d13 = f32x4.sub(v128.load(r + V), v128.load(r + 3 * V));
    const q02 = f32x4.add(v128.load(q), v128.load(q + 2 * V));
    const e02 = f32x4.sub(v128.load(q), v128.load(q + 2 * V));
    const q13 = f32x4.add(v128.load(q + V), v128.load(q + 3 * V));
    const e13 = f32x4.sub(v128.load(q + V), v128.load(q + 3 * V));
    v128.store(r, f32x4.add(r02, r13));
    v128.store(q, f32x4.add(q02, q13));
    v128.store(r + V, f32x4.add(d02, e13));
    v128.store(q + V, f32x4.sub(e02, d13));
    v128.store(r + 2 * V, f32x4.sub(r02, r13));
    v128.store(q + 2 * V, f32x4.sub(q02, q13));
    v128.store(r + 3 * V, f32x4.sub(d02, e13));
    v128.store(q + 3 * V, f32x4.add(e02, d13));
  }
}

/** Power of bins [from, to): symmetry parts the two frames of each transform again. */
function power(from: i32, to: i32): void {
  const quarter = f32x4.splat(0.25);
  for (let k = from; k < to; k++) {
    const p: usize = load<u32>(places + ((<usize>k) << 2));
    const n: usize = load<u32>(places + ((<usize>(SIZE - k)) << 2));
    const rp = v128.load(re + p);
    const rn = v128.load(re + n);
    const ip = v128.load(im + p);
    const jn = v128.load(im + n);
    const sumRe = f32x4.add(rp, rn);
    const difRe = f32x4.sub(rp, rn);
    const sumIm = f32x4.add(ip, jn);
    const difIm = f32x4.sub(ip, jn);
    const at = <usize>k * V;
    v128.store(even + at, f32x4.mul(quarter, f32x4.add(f32x4.mul(sumRe, sumRe), f32x4.mul(difIm, difIm))));
    v128.store(odd + at, f32x4.mul(quarter, f32x4.add(f32x4.mul(sumIm, sumIm), f32x4.mul(difRe, difRe))));
  }
}

/** Levels of four frames from their power; `which` of each pair they are tells the row. */
function levels(power: usize, which: usize, from: i32, narrow: i32, narrowEnd: i32, floor: v128): void {
  for (let k = <usize>from * V; k < <usize>narrowEnd * V; k += V) {
    v128.store(bins + k, log2(f32x4.add(v128.load(power + k), floor)));
  }
  const row = (<usize>BANDS) << 2;
  const out = rows + which * row;
  for (let b: usize = 0; b < <usize>BANDS; b++) {
    const w = weights + (b << 4);
    const first: usize = load<u32>(starts + (b << 2));
    let level: v128;
    if (b < <usize>narrow) {
      const at = bins + first;
      const ab = f32x4.add(
        f32x4.mul(v128.load(at), v128.load_splat<f32>(w)),
        f32x4.mul(v128.load(at + V), v128.load_splat<f32>(w + 4)),
      );
      const cd = f32x4.add(
        f32x4.mul(v128.load(at + 2 * V), v128.load_splat<f32>(w + 8)),
        f32x4.mul(v128.load(at + 3 * V), v128.load_splat<f32>(w + 12)),
      );
      level = f32x4.add(ab, cd);
    } else {
      const last: usize = load<u32>(ends + (b << 2));
      let sum = f32x4.add(
        f32x4.mul(v128.load(power + first), v128.load_splat<f32>(w)),
        f32x4.mul(v128.load(power + last), v128.load_splat<f32>(w + 4)),
      );
      for (let k = first + V; k < last; k += V) sum = f32x4.add(sum, v128.load(power + k));
      level = log2(f32x4.add(sum, floor));
    }
    const to = out + (b << 2);
    f32.store(to, f32x4.extract_lane(level, 0));
    f32.store(to + 2 * row, f32x4.extract_lane(level, 1));
    f32.store(to + 4 * row, f32x4.extract_lane(level, 2));
    f32.store(to + 6 * row, f32x4.extract_lane(level, 3));
  }
}

/**
 * From the exponent bits and a cubic for the mantissa that meets the ends: within .0011, a hundredth of the smallest
 * difference that a peak's parabola sees.
 */
function log2(x: v128): v128 {
  const m = f32x4.mul(f32x4.convert_i32x4_s(v128.and(x, i32x4.splat(0x7fffff))), f32x4.splat(1.1920929e-7));
  const e = f32x4.convert_i32x4_s(i32x4.sub(i32x4.shr_s(x, 23), i32x4.splat(127)));
  const inner = f32x4.add(f32x4.splat(-0.5863), f32x4.mul(m, f32x4.splat(0.1628)));
  return f32x4.add(e, f32x4.mul(m, f32x4.add(f32x4.splat(1.4235), f32x4.mul(m, inner))));
}
