import type { PeakList } from './peaks.js';

/** Frames in a block of evidence: 2 s. */
export const BLOCK = 172;
const TIME_SLACK = 2.2;
const BAND_SLACK = 0.65;
const SHIFTS = [-331, -211, -127, -61, 67, 131, 223, 347];
/** Share of a track's peaks that are there while it is audible under another one. */
const AUDIBLE = 0.32;
const GIVE_UP = -14;

export interface Followed {
  slope: number;
  /** Reference frame at mix frame 0. */
  offset: number;
  pitch: number;
  start: number;
  end: number;
  evidence: number;
  z: number;
  /** Mix peaks that it explains. */
  peaks: number[];
}

interface Line {
  slope: number;
  offset: number;
  pitch: number;
}

/** Whether there is a mix peak at a place; its index or -1. */
function peakNear(mix: PeakList, time: number, band: number): number {
  let best = -1;
  let bestDistance = Number.POSITIVE_INFINITY;
  for (let i = mix.firstAt(time - TIME_SLACK); i < mix.count && mix.time[i]! <= time + TIME_SLACK; i++) {
    const db = Math.abs(mix.band[i]! - band);
    if (db > BAND_SLACK) continue;
    const d = Math.abs(mix.time[i]! - time) + db * 2;
    if (d < bestDistance) {
      bestDistance = d;
      best = i;
    }
  }
  return best;
}

interface Block {
  expected: number;
  present: number;
  chance: number;
  llr: number;
  pairs: Array<[mixTime: number, refTime: number, peak: number]>;
}

function look(mix: PeakList, reference: PeakList, line: Line, from: number, to: number): Block {
  const block: Block = { expected: 0, present: 0, chance: 0, llr: 0, pairs: [] };
  const r0 = line.slope * from + line.offset;
  const r1 = line.slope * to + line.offset;
  let chance = 0;
  for (let i = reference.firstAt(r0); i < reference.count && reference.time[i]! < r1; i++) {
    const t = (reference.time[i]! - line.offset) / line.slope;
    const band = reference.band[i]! + line.pitch;
    if (band < 1 || band > 185) continue;
    block.expected++;
    const peak = peakNear(mix, t, band);
    if (peak >= 0) {
      block.present++;
      block.pairs.push([mix.time[peak]!, reference.time[i]!, peak]);
    }
    for (const shift of SHIFTS) if (peakNear(mix, t + shift, band) >= 0) chance++;
  }
  block.chance = chance / SHIFTS.length;
  if (block.expected > 0) {
    const p0 = Math.min(0.3, (block.chance + 0.5) / (block.expected + 5));
    const p1 = Math.max(AUDIBLE, p0 + 0.08);
    block.llr = block.present * Math.log(p1 / p0) + (block.expected - block.present) * Math.log((1 - p1) / (1 - p0));
    block.llr = Math.max(-8, Math.min(30, block.llr));
  }
  return block;
}

/** Follows a candidate both ways from where it was found, refitting its line as it goes, to where it is heard best. */
export function follow(
  mix: PeakList,
  reference: PeakList,
  length: number,
  start: Line,
  centre: number,
  mixEnd: number,
): Followed | null {
  const line = { ...start };
  const home = Math.floor(centre / BLOCK);
  const blocks = new Map<number, Block>();
  const refit = (): void => {
    const pairs = [...blocks.values()].filter((b) => b.llr > 0).flatMap((b) => b.pairs);
    if (pairs.length < 12) return;
    const mx = pairs.reduce((s, p) => s + p[0], 0) / pairs.length;
    const my = pairs.reduce((s, p) => s + p[1], 0) / pairs.length;
    let xy = 0;
    let xx = 0;
    for (const p of pairs) {
      xy += (p[0] - mx) * (p[1] - my);
      xx += (p[0] - mx) ** 2;
    }
    if (xx < BLOCK * BLOCK) return;
    line.slope = xy / xx;
    line.offset = my - line.slope * mx;
  };
  const at = (k: number): Block | null => {
    const from = k * BLOCK;
    const to = Math.min(mixEnd, from + BLOCK);
    const r = line.slope * (from + BLOCK / 2) + line.offset;
    if (to <= 0 || from >= mixEnd || r < -BLOCK / 2 || r > length + BLOCK / 2) return null;
    const block = look(mix, reference, line, Math.max(0, from), to);
    blocks.set(k, block);
    return block;
  };
  for (const k of [home, home - 1, home + 1, home - 2, home + 2]) at(k);
  refit();
  for (const k of [home, home - 1, home + 1, home - 2, home + 2]) at(k);
  refit();
  for (const step of [1, -1]) {
    let sum = 0;
    let top = 0;
    for (let k = home + 3 * step; ; k += step) {
      const block = at(k);
      if (!block) break;
      sum += block.llr;
      if (sum > top) top = sum;
      if (sum < top + GIVE_UP * 2) break;
      if (block.llr > 4) refit();
    }
  }
  refit();
  const keys = [...blocks.keys()].sort((a, b) => a - b);
  for (const k of keys) at(k);
  // Maximum-sum stretch that holds evidence.
  let best = { sum: 0, from: home, to: home };
  let run = 0;
  let from = keys[0]!;
  for (const k of keys) {
    const { llr } = blocks.get(k)!;
    if (run <= 0) {
      run = 0;
      from = k;
    }
    run += llr;
    if (run > best.sum) best = { sum: run, from, to: k };
  }
  if (best.sum < 12) return null;
  let present = 0;
  let chance = 0;
  const peaks: number[] = [];
  let first = Number.POSITIVE_INFINITY;
  let last = 0;
  for (let k = best.from; k <= best.to; k++) {
    const b = blocks.get(k);
    if (!b) continue;
    present += b.present;
    chance += b.chance;
    for (const [t, , p] of b.pairs) {
      peaks.push(p);
      first = Math.min(first, t);
      last = Math.max(last, t);
    }
  }
  return {
    ...line,
    start: Math.max(first, best.from * BLOCK),
    end: Math.min(last, (best.to + 1) * BLOCK),
    evidence: best.sum,
    z: (present - chance) / Math.sqrt(chance + 1),
    peaks,
  };
}
