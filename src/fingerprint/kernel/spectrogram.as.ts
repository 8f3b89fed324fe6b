import { finish, gather, log2, powers, turn } from '../../wasm/transform.as';
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
/** Bytes from a frame to the next but one, which lies in the next lane. */
const NEXT: usize = 2 * HOP * 2;
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
    turn(re, im, turns, SIZE, span, step);
  }
  finish(re, im, SIZE);
  powers(re, im, places, SIZE, from, to, even, odd);
  levels(even, 0, from, narrow, narrowEnd, f32x4.splat(floor));
  levels(odd, 1, from, narrow, narrowEnd, f32x4.splat(floor));
}

/** Even frames into the real parts, odd ones into the imaginary parts, windowed: four samples of four frames at a time. */
function fill(): void {
  for (let i = 0; i < SIZE; i += 4) {
    const w = v128.load(window + ((<usize>i) << 2));
    gather(pcm + ((<usize>i) << 1), NEXT, w, re + <usize>i * V);
    gather(pcm + ((<usize>(i + HOP)) << 1), NEXT, w, im + <usize>i * V);
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
