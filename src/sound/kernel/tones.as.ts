import { finish, gather, log2, powers, turn } from '../../wasm/transform.as';

/**
 * AssemblyScript, compiled by `npm run kernel` into tones-wasm.ts. Of eight frames at once: how loud each band is, and which tones stand
 * out, folded into one octave. The program on the other side (tones/spectra.ts) reads these numbers and fills the tables.
 */

/**
 * Samples of a frame, a power of four: bins of 2.7 Hz at 11,025 samples a second, so that semitones are apart from about 160 Hz on. Of
 * twice as many, the notes of a quick line would run together. */
export const SIZE: i32 = 4096;
/** Samples from one frame to the next. */
export const HOP: i32 = 3072;
export const FRAMES: i32 = 8;
export const BANDS: i32 = 28;
/** Parts of an octave that tones are counted in: three a semitone tell the tuning. */
export const PARTS: i32 = 36;
/** Bins in which tones are looked for: from 65 Hz, below which kicks are, to 2,500 Hz; those below MIDDLE (210 Hz) are the bass, apart. */
const LOWEST: i32 = 24;
const MIDDLE: i32 = 78;
export const HIGHEST: i32 = 930;
/** A tone is a peak; how far it stands out is measured against the mean of so many bins to each side. */
const AROUND: i32 = 32;
/** In log2 of power. Peaks of noise rarely stand out further than the least (9 dB); from 36 dB on all tones count alike. */
const LEAST: f32 = 3;
const MOST: f32 = 9;
/** What is so much below its frame's loudest tone counts half: 30 dB. */
const HALF: f32 = 10;
/** Just above what rounding to 16 bits makes. */
const FLOOR: f32 = 512;

const V: usize = 16;
const NEXT: usize = 2 * HOP * 2;

const pcm = memory.data(2 * ((FRAMES - 1) * HOP + SIZE), 16);
/** log2 of power. */
const bands = memory.data(4 * FRAMES * BANDS, 16);
/** Of each frame: the bass, and what is above. */
const tones = memory.data(4 * FRAMES * 2 * PARTS, 16);
const window = memory.data(4 * SIZE, 16);
const turns = memory.data(4 * 6 * (SIZE / 4), 16);
const places = memory.data(4 * (SIZE + 1), 16);
/** The first bin of each band, and the one after the last. */
const edges = memory.data(4 * (BANDS + 1), 16);
/** Where in the octave the middle of each bin lies, in parts of it above C. */
const pitches = memory.data(4 * HIGHEST, 16);

const re = memory.data(4 * 4 * SIZE, 16);
const im = memory.data(4 * 4 * SIZE, 16);
const even = memory.data(4 * 4 * (SIZE / 2), 16);
const odd = memory.data(4 * 4 * (SIZE / 2), 16);
const logs = memory.data(4 * 4 * (HIGHEST + AROUND + 1), 16);
/** The four neighbours' levels, for a look at one lane. */
const below = memory.data(16, 16);
const middle = memory.data(16, 16);
const above = memory.data(16, 16);
const standing = memory.data(16, 16);
const loudest = memory.data(16, 16);

/** Where the program writes and reads, in the order in which spectra.ts names them. */
export function address(part: i32): usize {
  switch (part) {
    case 0:
      return pcm;
    case 1:
      return bands;
    case 2:
      return tones;
    case 3:
      return window;
    case 4:
      return turns;
    case 5:
      return places;
    case 6:
      return edges;
    default:
      return pitches;
  }
}

/** Reads (FRAMES - 1) × HOP + SIZE samples. */
export function run(): void {
  for (let i = 0; i < SIZE; i += 4) {
    const w = v128.load(window + ((<usize>i) << 2));
    gather(pcm + ((<usize>i) << 1), NEXT, w, re + <usize>i * V);
    gather(pcm + ((<usize>(i + HOP)) << 1), NEXT, w, im + <usize>i * V);
  }
  for (let span = SIZE, step = 1; span > 4; span >>= 2, step <<= 2) {
    turn(re, im, turns, SIZE, span, step);
  }
  finish(re, im, SIZE);
  powers(re, im, places, SIZE, 1, SIZE / 2, even, odd);
  memory.fill(tones, 0, 4 * FRAMES * 2 * PARTS);
  levels(even, 0);
  levels(odd, 1);
  peaks(even, 0);
  peaks(odd, 1);
}

/** Of four frames; `which` of each pair they are tells the row. */
function levels(power: usize, which: usize): void {
  const row = (<usize>BANDS) << 2;
  for (let b: usize = 0; b < <usize>BANDS; b++) {
    const start: usize = load<u32>(edges + (b << 2));
    const end: usize = load<u32>(edges + ((b + 1) << 2));
    let sum = f32x4.splat(FLOOR);
    for (let k = power + start * V; k < power + end * V; k += V) sum = f32x4.add(sum, v128.load(k));
    const level = log2(sum);
    const to = bands + which * row + (b << 2);
    f32.store(to, f32x4.extract_lane(level, 0));
    f32.store(to + 2 * row, f32x4.extract_lane(level, 1));
    f32.store(to + 4 * row, f32x4.extract_lane(level, 2));
    f32.store(to + 6 * row, f32x4.extract_lane(level, 3));
  }
}

function peaks(power: usize, which: usize): void {
  const floor = f32x4.splat(FLOOR);
  let top = f32x4.splat(0);
  for (let k: usize = V; k <= <usize>(HIGHEST + AROUND) * V; k += V) {
    const level = log2(f32x4.add(v128.load(power + k), floor));
    v128.store(logs + k, level);
    if (k >= <usize>LOWEST * V) top = f32x4.max(top, level);
  }
  v128.store(loudest, top);
  let sum = f32x4.splat(0);
  for (let k = 1; k < LOWEST + AROUND; k++) sum = f32x4.add(sum, v128.load(logs + <usize>k * V));
  let count: i32 = LOWEST + AROUND - 1;
  for (let k = LOWEST; k < HIGHEST; k++) {
    const at = logs + <usize>k * V;
    sum = f32x4.add(sum, v128.load(at + AROUND * V));
    if (k > AROUND + 1) sum = f32x4.sub(sum, v128.load(at - (AROUND + 1) * V));
    else count++;
    const a = v128.load(at - V);
    const m = v128.load(at);
    const b = v128.load(at + V);
    const out = f32x4.sub(f32x4.sub(m, f32x4.mul(sum, f32x4.splat(<f32>1 / <f32>count))), f32x4.splat(LEAST));
    const isPeak = v128.and(v128.and(f32x4.gt(m, a), f32x4.ge(m, b)), f32x4.gt(out, f32x4.splat(0)));
    if (!v128.any_true(isPeak)) continue;
    v128.store(below, a);
    v128.store(middle, m);
    v128.store(above, b);
    v128.store(standing, v128.and(out, isPeak));
    for (let lane: usize = 0; lane < 4; lane++) {
      const weight = min<f32>(f32.load(standing + (lane << 2)), MOST);
      if (weight > 0) addTone(k, lane, 2 * lane + which, weight);
    }
  }
}

/** A parabola through three levels has its summit between bins; its place is shared by the two parts of the octave next to it. */
function addTone(k: i32, lane: usize, frame: usize, weight: f32): void {
  const a = f32.load(below + (lane << 2));
  const m = f32.load(middle + (lane << 2));
  const b = f32.load(above + (lane << 2));
  weight *= HALF / (HALF + f32.load(loudest + (lane << 2)) - m);
  const off: f32 = (<f32>0.5 * (a - b)) / (a - <f32>2 * m + b);
  // Parts of an octave per bin: 36 / ln 2 / k.
  let place: f32 = f32.load(pitches + ((<usize>k) << 2)) + (off * <f32>51.937) / <f32>k;
  if (place < 0) place += <f32>PARTS;
  let low = <i32>place;
  const share: f32 = place - <f32>low;
  if (low >= PARTS) low -= PARTS;
  const high = low < PARTS - 1 ? low + 1 : 0;
  const octave = tones + (frame * 2 + (k < MIDDLE ? 0 : 1)) * ((<usize>PARTS) << 2);
  const first = octave + ((<usize>low) << 2);
  const second = octave + ((<usize>high) << 2);
  f32.store(first, f32.load(first) + weight * (<f32>1 - share));
  f32.store(second, f32.load(second) + weight * share);
}
