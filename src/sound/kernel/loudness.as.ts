/**
 * AssemblyScript, compiled by `npm run kernel` into loudness-wasm.ts. Two passes over interleaved stereo: the energy of the K-weighted
 * sound in tenths of seconds, and the true peak.
 *
 * A recursive filter can't take its samples four at a time, so the lanes of a vector are the two channels of two stretches of the sound,
 * and two such vectors run side by side. Each stretch begins with a warm-up in what is before it, in place of the filter's state; so
 * nothing is carried from one call to the next.
 */

/** Taps of the interpolator on either side of the gap that it looks into. */
const REACH: usize = 12;
/** Frames that are looked at together for their highest sample. */
const BLOCK: usize = 16;
/** Bytes of a frame, and of the same in f32. */
const FRAME: usize = 4;
const WIDE: usize = 8;

const coefficients = memory.data(4 * 8, 16);
/** Four phases for each tap. */
const taps = memory.data(4 * 4 * 2 * <i32>REACH, 16);
/** Pairs of frames of each tenth of a stretch. */
const counts = memory.data(4 * 32, 16);
/** For each tenth two vectors: the energies of left and right of the first two stretches, and of the others. */
const energies = memory.data(4 * 8 * 32, 16);
const wide = memory.data(<i32>(WIDE * (BLOCK + 2 * REACH + 4)), 16);
/** The highest so far: of the samples, and of what is between them. */
let highest: f32 = 0;

/** Where the program writes and reads, in the order in which loudness-kernel.ts names them. */
export function address(part: i32): usize {
  switch (part) {
    case 0:
      return coefficients;
    case 1:
      return taps;
    case 2:
      return counts;
    default:
      return energies;
  }
}

/** Makes room for the sound and says where it is. */
export function reserve(bytes: usize): usize {
  const from = (__heap_base + 15) & ~15;
  const pages = <i32>((from + bytes + 0xffff) >> 16) - memory.size();
  if (pages > 0) memory.grow(pages);
  return from;
}

/**
 * Energies of `tenths` tenths of four stretches of `size` bytes, the first of which begins at `from`; the filters begin `warmUp` pairs of
 * frames before each.
 *
 * The second difference of the samples, which is exact, goes through the two zeros of the shelf, the two equal poles of the high pass (its Q
 * is .5003: they are as good as equal) and the two of the shelf.
 */
export function weigh(from: usize, size: usize, warmUp: i32, tenths: i32): void {
  const pole = v128.load_splat<f32>(coefficients);
  const zero1 = v128.load_splat<f32>(coefficients + 4);
  const zero2 = v128.load_splat<f32>(coefficients + 8);
  const pole1 = v128.load_splat<f32>(coefficients + 12);
  const pole2 = v128.load_splat<f32>(coefficients + 16);
  let at = from - <usize>warmUp * 2 * FRAME;
  let xA = first(at, size);
  let eA = i32x4.splat(0);
  let dA1 = f32x4.splat(0);
  let dA2 = f32x4.splat(0);
  let uA = f32x4.splat(0);
  let wA = f32x4.splat(0);
  let yA1 = f32x4.splat(0);
  let yA2 = f32x4.splat(0);
  let xB = first(at + 2 * size, size);
  let eB = i32x4.splat(0);
  let dB1 = f32x4.splat(0);
  let dB2 = f32x4.splat(0);
  let uB = f32x4.splat(0);
  let wB = f32x4.splat(0);
  let yB1 = f32x4.splat(0);
  let yB2 = f32x4.splat(0);
  for (let tenth = -1; tenth < tenths; tenth++) {
    const pairs = tenth < 0 ? warmUp : load<i32>(counts + ((<usize>tenth) << 2));
    const end = at + <usize>pairs * 2 * FRAME;
    let sumA = f32x4.splat(0);
    let sumB = f32x4.splat(0);
    for (; at < end; at += 2 * FRAME) {
      let a = v128.load_ext<i16>(at);
      let b = v128.load_ext<i16>(at + size);
      let x = v128.shuffle<i32>(a, b, 0, 1, 4, 5);
      let e = i32x4.sub(x, xA);
      let d = f32x4.convert_i32x4_s(i32x4.sub(e, eA));
      xA = v128.shuffle<i32>(a, b, 2, 3, 6, 7);
      let v = f32x4.add(f32x4.add(d, f32x4.mul(dA2, zero2)), f32x4.mul(dA1, zero1));
      uA = f32x4.add(v, f32x4.mul(uA, pole));
      wA = f32x4.add(uA, f32x4.mul(wA, pole));
      yA2 = f32x4.sub(f32x4.sub(wA, f32x4.mul(yA2, pole2)), f32x4.mul(yA1, pole1));
      sumA = f32x4.add(sumA, f32x4.mul(yA2, yA2));
      eA = i32x4.sub(xA, x);
      dA2 = f32x4.convert_i32x4_s(i32x4.sub(eA, e));
      v = f32x4.add(f32x4.add(dA2, f32x4.mul(dA1, zero2)), f32x4.mul(d, zero1));
      dA1 = dA2;
      dA2 = d;
      uA = f32x4.add(v, f32x4.mul(uA, pole));
      wA = f32x4.add(uA, f32x4.mul(wA, pole));
      yA1 = f32x4.sub(f32x4.sub(wA, f32x4.mul(yA1, pole2)), f32x4.mul(yA2, pole1));
      sumA = f32x4.add(sumA, f32x4.mul(yA1, yA1));

      a = v128.load_ext<i16>(at + 2 * size);
      b = v128.load_ext<i16>(at + 3 * size);
      x = v128.shuffle<i32>(a, b, 0, 1, 4, 5);
      e = i32x4.sub(x, xB);
      d = f32x4.convert_i32x4_s(i32x4.sub(e, eB));
      xB = v128.shuffle<i32>(a, b, 2, 3, 6, 7);
      v = f32x4.add(f32x4.add(d, f32x4.mul(dB2, zero2)), f32x4.mul(dB1, zero1));
      uB = f32x4.add(v, f32x4.mul(uB, pole));
      wB = f32x4.add(uB, f32x4.mul(wB, pole));
      yB2 = f32x4.sub(f32x4.sub(wB, f32x4.mul(yB2, pole2)), f32x4.mul(yB1, pole1));
      sumB = f32x4.add(sumB, f32x4.mul(yB2, yB2));
      eB = i32x4.sub(xB, x);
      dB2 = f32x4.convert_i32x4_s(i32x4.sub(eB, e));
      v = f32x4.add(f32x4.add(dB2, f32x4.mul(dB1, zero2)), f32x4.mul(d, zero1));
      dB1 = dB2;
      dB2 = d;
      uB = f32x4.add(v, f32x4.mul(uB, pole));
      wB = f32x4.add(uB, f32x4.mul(wB, pole));
      yB1 = f32x4.sub(f32x4.sub(wB, f32x4.mul(yB1, pole2)), f32x4.mul(yB2, pole1));
      sumB = f32x4.add(sumB, f32x4.mul(yB1, yB1));
    }
    if (tenth < 0) continue;
    const to = energies + <usize>tenth * 32;
    v128.store(to, sumA);
    v128.store(to + 16, sumB);
  }
}

/** The frames of two stretches there: a constant beside which the sound begins is no jump. */
function first(at: usize, size: usize): v128 {
  return v128.shuffle<i32>(v128.load_ext<i16>(at), v128.load_ext<i16>(at + size), 0, 1, 4, 5);
}

/** The highest of `before` and the true peak of so many blocks from there on. Only what is within `share` of the highest is interpolated. */
export function peak(from: usize, blocks: i32, before: f32, share: f32): f32 {
  highest = before;
  for (let at = from, end = from + <usize>blocks * BLOCK * FRAME; at < end; at += BLOCK * FRAME) {
    const a = v128.load(at);
    const b = v128.load(at + 16);
    const c = v128.load(at + 32);
    const d = v128.load(at + 48);
    const high = i16x8.max_s(i16x8.max_s(a, b), i16x8.max_s(c, d));
    const low = i16x8.min_s(i16x8.min_s(a, b), i16x8.min_s(c, d));
    // -32768 becomes 32767.
    const most = i16x8.max_s(high, i16x8.sub_sat_s(i16x8.splat(0), low));
    const least = i16x8.splat(<i16>min<f32>(highest * share, 32767));
    if (v128.any_true(i16x8.gt_s(most, least))) look(at, share);
  }
  return highest;
}

function look(from: usize, share: f32): void {
  for (let i: usize = 0; i < (BLOCK + 2 * REACH) * WIDE; i += 32) {
    const samples = v128.load(from - REACH * FRAME + (i >> 1));
    v128.store(wide + i, f32x4.convert_i32x4_s(i32x4.extend_low_i16x8_s(samples)));
    v128.store(wide + i + 16, f32x4.convert_i32x4_s(i32x4.extend_high_i16x8_s(samples)));
  }
  const least = f32x4.splat(highest * share);
  for (let i: usize = 0; i < BLOCK * WIDE; i += 16) {
    const at = wide + REACH * WIDE + i;
    const level = f32x4.abs(v128.load(at));
    const before = f32x4.abs(v128.load(at - WIDE));
    const after = f32x4.abs(v128.load(at + WIDE));
    const isTop = v128.and(v128.and(f32x4.ge(level, before), f32x4.ge(level, after)), f32x4.ge(level, least));
    for (let mask = i32x4.bitmask(isTop), sample = at; mask !== 0; mask >>= 1, sample += 4) {
      if (mask & 1) aroundTop(sample);
    }
  }
}

/** What goes through a sample and the two beside it has its top on the side of the higher one. */
function aroundTop(at: usize): void {
  const x = load<f32>(at);
  highest = max(highest, abs(x));
  const before = load<f32>(at - WIDE);
  const after = load<f32>(at + WIDE);
  const rise = x < 0 ? before - after : after - before;
  if (rise <= 0) between(at - WIDE);
  if (rise >= 0) between(at);
}

/** Looks into the gap behind a sample. */
function between(at: usize): void {
  let sum = f32x4.splat(0);
  let sum2 = f32x4.splat(0);
  let from = at - (REACH - 1) * WIDE;
  for (let k = taps; k < taps + 2 * REACH * 16; k += 32, from += 2 * WIDE) {
    sum = f32x4.add(sum, f32x4.mul(v128.load_splat<f32>(from), v128.load(k)));
    sum2 = f32x4.add(sum2, f32x4.mul(v128.load_splat<f32>(from + WIDE), v128.load(k + 16)));
  }
  const level = f32x4.abs(f32x4.add(sum, sum2));
  const two = f32x4.pmax(level, v128.shuffle<i32>(level, level, 2, 3, 0, 1));
  highest = max(highest, max(f32x4.extract_lane(two, 0), f32x4.extract_lane(two, 1)));
}
