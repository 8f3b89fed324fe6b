import type { Line } from './lines.js';
import type { Onsets } from './onsets.js';

/** Beats a minute of whatever is called a beat. */
const SLOWEST = 50;
const FASTEST = 215;
const LEAST_BEATS = 6;

/**
 * Levels at which lines may be the beat: each of their beats is cut into so many parts, of which every so many-th is a beat. Once and off
 * the beat, half and double, by two and by three.
 */
const LEVELS = [
  [4, 4],
  [2, 4],
  [8, 4],
  [2, 3],
  [3, 2],
  [1, 3],
  [3, 1],
  [4, 3],
  [3, 4],
] as const;

/** All lines that a line may be the beat as, from whichever of its parts on. */
export function readingsOf(line: Line, rate: number): Line[] {
  const readings: Line[] = [];
  for (const [parts, take] of LEVELS) {
    const small = line.period / parts;
    const bpm = (60 * rate) / (take * small);
    if (bpm < SLOWEST || bpm > FASTEST) continue;
    for (let phase = 0; phase < take; phase++) {
      const count = Math.ceil((line.count * parts - phase) / take);
      if (count >= LEAST_BEATS) readings.push({ start: line.start + phase * small, period: take * small, count });
    }
  }
  return readings;
}

/** Places within a beat: the first four are where music is written, the others where it is if it counts in threes. */
const PLACES = [0, 0.25, 0.5, 0.75, 1 / 3, 2 / 3] as const;
const GROUPS = 4;
/** Numbers of a beat: of each place the strength of each group. */
const WIDTH = PLACES.length * GROUPS;
/** The beats after which music may repeat. */
const AFTER = [1, 2, 3, 4, 6, 8] as const;

/** What is characteristic of a line that is the beat: how fast it is, what begins where in a beat, and after how many beats it repeats. */
export function signsOf(line: Line, onsets: Onsets, rate: number): number[] {
  const octaves = Math.log2((60 * rate) / line.period / 120);
  const beats = strengths(line, onsets);
  const means = new Float64Array(WIDTH);
  for (let i = 0; i < beats.length; i++) means[i % WIDTH]! += beats[i]! / line.count;
  const signs = [octaves, octaves * octaves];
  for (let g = 0; g < GROUPS; g++) {
    const [on, second, third, fourth, ...threes] = PLACES.map((_, p) => means[p * GROUPS + g]!);
    const mean = (on! + second! + third! + fourth!) / 4 + 0.2;
    signs.push(on! / mean, third! / mean, (second! + fourth!) / 2 / mean, (threes[0]! + threes[1]!) / 2 / mean);
  }
  for (let i = 0; i < beats.length; i++) beats[i]! -= means[i % WIDTH]!;
  const power = product(beats, 0) + 1e-6;
  for (const after of AFTER) signs.push(line.count > 2 * after ? product(beats, after * WIDTH) / power : 0);
  return signs;
}

function strengths(line: Line, { accents }: Onsets): Float32Array {
  const beats = new Float32Array(line.count * WIDTH);
  let i = 0;
  for (let k = 0; k < line.count; k++) {
    for (const place of PLACES) {
      const at = Math.round(line.start + (k + place) * line.period);
      for (let g = 0; g < GROUPS; g++) beats[i++] = accents[g]![at] ?? 0;
    }
  }
  return beats;
}

/** The mean of what each number makes with the one so many later, in the places where music is written. */
function product(beats: Float32Array, later: number): number {
  const used = 4 * GROUPS;
  let sum = 0;
  for (let at = 0; at + later < beats.length; at += WIDTH) {
    for (let i = at; i < at + used; i++) sum += beats[i]! * beats[i + later]!;
  }
  return sum / (beats.length - later);
}
