/**
 * AssemblyScript, compiled by `npm run kernel` into bands-wasm.ts. Levels of eight bands, each an octave wide but for the lowest and
 * the two highest, one column every HOP samples: a tree of half-band filters, each of which splits what is left below into a lower
 * half, at half the rate, and an upper one.
 *
 * A half-band filter foretells each odd sample from the even ones around it (Deslauriers and Dubuc's interpolation, 1989): half the
 * sum of the two is the lower half of the band, half their difference the upper one. Both are symmetric, so that each band comes late by
 * a known number of samples; those of the higher bands wait for those of the lowest, LATE columns in all.
 *
 * At the two lowest splits nothing is left out: so few samples fall on a column there that what is left out would make the level
 * of a steady tone waver.
 *
 * Tests hold the levels against those that tones have.
 */

const HOP: i32 = 128;
const COLUMNS: i32 = 8;
/** Samples that it is given at once. */
const BLOCK: i32 = HOP * COLUMNS;
const BANDS: i32 = 8;

/** Weights of the even samples at a distance of 1, 3, 5 and 7 from the odd one that they foretell. */
const W1: f32 = 1225.0 / 2048.0;
const W3: f32 = -245.0 / 2048.0;
const W5: f32 = 49.0 / 2048.0;
const W7: f32 = -5.0 / 2048.0;

/** Pairs of samples that a split has in front of the new ones: it needs seven, and vectors eight. */
const BEFORE: i32 = 8;

/**
 * Of each band, the samples that wait so that all of them are LATE × HOP samples late; in the comment, how late they are by
 * themselves, in samples of the sound. A column's samples lie in the middle of their own width.
 */
const WAIT_TOP: i32 = 122; // 21, of every 4th
const WAIT_5: i32 = 122; // 21, of every 4th
const WAIT_4: i32 = 57; // 49, of every 8th
const WAIT_3: i32 = 25; // 105, of every 16th
const WAIT_2: i32 = 18; // 217, of every 16th
const WAIT_LOW: i32 = 2; // 441, of every 32nd

const pcm = memory.data(2 * BLOCK, 16);
const out = memory.data(COLUMNS * BANDS, 16);

/** Even and odd samples of each split's input. */
const even0 = memory.data(4 * (BEFORE + BLOCK / 2), 16);
const odd0 = memory.data(4 * (BEFORE + BLOCK / 2), 16);
const evenTop = memory.data(4 * (BEFORE + BLOCK / 4), 16);
const oddTop = memory.data(4 * (BEFORE + BLOCK / 4), 16);
const even1 = memory.data(4 * (BEFORE + BLOCK / 4), 16);
const odd1 = memory.data(4 * (BEFORE + BLOCK / 4), 16);
const even2 = memory.data(4 * (BEFORE + BLOCK / 8), 16);
const odd2 = memory.data(4 * (BEFORE + BLOCK / 8), 16);
const even3 = memory.data(4 * (BEFORE + BLOCK / 16), 16);
const odd3 = memory.data(4 * (BEFORE + BLOCK / 16), 16);
/** Input of the two splits that leave nothing out: two BEFOREs of samples in front. */
const whole4 = memory.data(4 * (2 * BEFORE + BLOCK / 16), 16);
const whole5 = memory.data(4 * (2 * BEFORE + BLOCK / 32), 16);

/** What a split makes, before it is dealt out to the next one. */
const low = memory.data(4 * (BLOCK / 2), 16);
const high = memory.data(4 * (BLOCK / 2), 16);

/** Of each band, the samples of these columns, and behind them those that wait. */
const band7 = memory.data(4 * (BLOCK / 4 + WAIT_TOP), 16);
const band6 = memory.data(4 * (BLOCK / 4 + WAIT_TOP), 16);
const band5 = memory.data(4 * (BLOCK / 4 + WAIT_5), 16);
const band4 = memory.data(4 * (BLOCK / 8 + WAIT_4), 16);
const band3 = memory.data(4 * (BLOCK / 16 + WAIT_3), 16);
const band2 = memory.data(4 * (BLOCK / 16 + WAIT_2), 16);
const band1 = memory.data(4 * (BLOCK / 32 + WAIT_LOW), 16);
const band0 = memory.data(4 * (BLOCK / 32 + WAIT_LOW), 16);

/** Where the program writes samples (0) and reads columns (1). */
export function address(part: i32): usize {
  return part === 0 ? pcm : out;
}

/** Makes COLUMNS columns of BLOCK samples. */
export function run(): void {
  for (let i: usize = 0; i < <usize>BLOCK / 2; i += 4) {
    const pairs = v128.load(pcm + i * 4);
    const at = <usize>BEFORE * 4 + i * 4;
    v128.store(even0 + at, f32x4.convert_i32x4_s(i32x4.shr_s(i32x4.shl(pairs, 16), 16)));
    v128.store(odd0 + at, f32x4.convert_i32x4_s(i32x4.shr_s(pairs, 16)));
  }
  split(even0, odd0, BLOCK / 2);
  deal(high, evenTop, oddTop, BLOCK / 4);
  deal(low, even1, odd1, BLOCK / 4);

  // Of the upper half every second sample was taken, which turns it upside down.
  split(evenTop, oddTop, BLOCK / 4);
  wait(low, band7, BLOCK / 4, WAIT_TOP);
  wait(high, band6, BLOCK / 4, WAIT_TOP);

  split(even1, odd1, BLOCK / 4);
  wait(high, band5, BLOCK / 4, WAIT_5);
  deal(low, even2, odd2, BLOCK / 8);

  split(even2, odd2, BLOCK / 8);
  wait(high, band4, BLOCK / 8, WAIT_4);
  deal(low, even3, odd3, BLOCK / 16);

  split(even3, odd3, BLOCK / 16);
  wait(high, band3, BLOCK / 16, WAIT_3);
  memory.copy(whole4 + 2 * BEFORE * 4, low, 4 * (BLOCK / 16));

  splitWhole(whole4, BLOCK / 16);
  wait(high, band2, BLOCK / 16, WAIT_2);
  for (let i: usize = 0; i < <usize>BLOCK / 32; i++) {
    store<f32>(whole5 + (2 * BEFORE + i) * 4, load<f32>(low + 2 * i * 4));
  }

  splitWhole(whole5, BLOCK / 32);
  wait(high, band1, BLOCK / 32, WAIT_LOW);
  wait(low, band0, BLOCK / 32, WAIT_LOW);

  levels(band0, BLOCK / 32, WAIT_LOW, 0);
  levels(band1, BLOCK / 32, WAIT_LOW, 1);
  levels(band2, BLOCK / 16, WAIT_2, 2);
  levels(band3, BLOCK / 16, WAIT_3, 3);
  levels(band4, BLOCK / 8, WAIT_4, 4);
  levels(band5, BLOCK / 4, WAIT_5, 5);
  levels(band6, BLOCK / 4, WAIT_TOP, 6);
  levels(band7, BLOCK / 4, WAIT_TOP, 7);
}

/** Splits `count` pairs into `low` and `high`; keeps the last pairs for the next time. */
function split(even: usize, odd: usize, count: i32): void {
  const half = f32x4.splat(0.5);
  const w1 = f32x4.splat(W1);
  const w3 = f32x4.splat(W3);
  const w5 = f32x4.splat(W5);
  const w7 = f32x4.splat(W7);
  const bytes = <usize>count * 4;
  for (let i: usize = 0; i < bytes; i += 16) {
    const e = even + i + 4;
    const near = f32x4.mul(w1, f32x4.add(v128.load(e, 12), v128.load(e, 16)));
    const next = f32x4.mul(w3, f32x4.add(v128.load(e, 8), v128.load(e, 20)));
    const far = f32x4.mul(w5, f32x4.add(v128.load(e, 4), v128.load(e, 24)));
    const last = f32x4.mul(w7, f32x4.add(v128.load(e), v128.load(e, 28)));
    const foretold = f32x4.add(f32x4.add(near, next), f32x4.add(far, last));
    const is = v128.load(odd + i + 16);
    v128.store(low + i, f32x4.mul(half, f32x4.add(is, foretold)));
    v128.store(high + i, f32x4.mul(half, f32x4.sub(is, foretold)));
  }
  memory.copy(even, even + bytes, BEFORE * 4);
  memory.copy(odd, odd + bytes, BEFORE * 4);
}

/** The same of each sample, none left out. */
function splitWhole(whole: usize, count: i32): void {
  for (let i: usize = 0; i < <usize>count; i++) {
    // The newest sample is at a distance of 7.
    const at = whole + (2 * BEFORE + i - 7) * 4;
    const foretold =
      W1 * (load<f32>(at - 4) + load<f32>(at + 4)) +
      W3 * (load<f32>(at - 12) + load<f32>(at + 12)) +
      W5 * (load<f32>(at - 20) + load<f32>(at + 20)) +
      W7 * (load<f32>(at - 28) + load<f32>(at + 28));
    const is = load<f32>(at);
    store<f32>(low + i * 4, <f32>0.5 * (is + foretold));
    store<f32>(high + i * 4, <f32>0.5 * (is - foretold));
  }
  memory.copy(whole, whole + <usize>count * 4, 2 * BEFORE * 4);
}

/** Even samples to the one side, odd ones to the other: `count` pairs. */
function deal(from: usize, even: usize, odd: usize, count: i32): void {
  for (let i: usize = 0; i < <usize>count * 4; i += 16) {
    const a = v128.load(from + 2 * i);
    const b = v128.load(from + 2 * i, 16);
    v128.store(even + BEFORE * 4 + i, v128.shuffle<f32>(a, b, 0, 2, 4, 6));
    v128.store(odd + BEFORE * 4 + i, v128.shuffle<f32>(a, b, 1, 3, 5, 7));
  }
}

/** Puts new samples behind those that wait. */
function wait(from: usize, band: usize, count: i32, waiting: i32): void {
  memory.copy(band + <usize>waiting * 4, from, <usize>count * 4);
}

/** A band's level in each of the columns. */
function levels(band: usize, count: i32, waiting: i32, number: i32): void {
  const width: usize = <usize>count / COLUMNS;
  for (let c: usize = 0; c < <usize>COLUMNS; c++) {
    let sum = f32x4.splat(0);
    for (let i: usize = 0; i < width; i += 4) {
      const values = v128.load(band + (c * width + i) * 4);
      sum = f32x4.add(sum, f32x4.mul(values, values));
    }
    const power =
      f32x4.extract_lane(sum, 0) + f32x4.extract_lane(sum, 1) + f32x4.extract_lane(sum, 2) + f32x4.extract_lane(sum, 3);
    store<u8>(out + c * BANDS + <usize>number, levelOf(power / <f32>width));
  }
  memory.copy(band, band + <usize>count * 4, <usize>waiting * 4);
}

/** Eight units for each doubling of power; 0 where a sample is less than one step of sixteen bits. */
function levelOf(power: f32): u8 {
  if (power < 1) return 0;
  const bits = reinterpret<i32>(power);
  const exponent = <f32>((bits >> 23) - 127);
  // Between 1 and 2 a parabola is the logarithm to a hundredth of a doubling.
  const over = reinterpret<f32>((bits & 0x7fffff) | 0x3f800000) - 1;
  return <u8>min<f32>(255, 8 * (exponent + over * (<f32>1.34 - <f32>0.34 * over)) + <f32>0.5);
}
