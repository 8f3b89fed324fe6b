/**
 * AssemblyScript that kernels share: Fourier transforms of four complex signals side by side, one in each lane of a vector, so that no
 * step has to shuffle lanes. A kernel puts one real signal into each of the real and the imaginary parts, that is eight at once, which
 * `powers` parts again. Lengths are powers of four.
 */

/** Bytes of a vector. */
const V: usize = 16;

/** Four samples of four frames, `next` bytes apart from each other, times the window's `w`. */
export function gather(from: usize, next: usize, w: v128, to: usize): void {
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
export function turn(re: usize, im: usize, turns: usize, size: i32, span: i32, step: i32): void {
  const quarter = (<usize>span >> 2) * V;
  const stride = <usize>span * V;
  const all = <usize>size * V;
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
export function finish(re: usize, im: usize, size: i32): void {
  const all = <usize>size * V;
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

/** Powers of bins [from, to): symmetry parts the two frames of each transform again. `places` tells where each bin lies after the steps. */
export function powers(
  re: usize,
  im: usize,
  places: usize,
  size: i32,
  from: i32,
  to: i32,
  even: usize,
  odd: usize,
): void {
  const quarter = f32x4.splat(0.25);
  for (let k = from; k < to; k++) {
    const p: usize = load<u32>(places + ((<usize>k) << 2));
    const n: usize = load<u32>(places + ((<usize>(size - k)) << 2));
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

/**
 * From the exponent bits and a cubic for the mantissa that meets the ends: within .0011, a hundredth of the smallest
 * difference that a peak's parabola sees.
 */
export function log2(x: v128): v128 {
  const m = f32x4.mul(f32x4.convert_i32x4_s(v128.and(x, i32x4.splat(0x7fffff))), f32x4.splat(1.1920929e-7));
  const e = f32x4.convert_i32x4_s(i32x4.sub(i32x4.shr_s(x, 23), i32x4.splat(127)));
  const inner = f32x4.add(f32x4.splat(-0.5863), f32x4.mul(m, f32x4.splat(0.1628)));
  return f32x4.add(e, f32x4.mul(m, f32x4.add(f32x4.splat(1.4235), f32x4.mul(m, inner))));
}
