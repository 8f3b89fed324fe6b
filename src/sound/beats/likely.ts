import { CELLS, OF_CELLS, OF_SIGNS } from './learnt.js';
import { readingsOf, signsOf } from './levels.js';
import type { Line } from './lines.js';
import type { Onsets } from './onsets.js';

/** A line this long, in seconds, tells as much as it ever will. */
const ENOUGH = 30;
/** What it costs when the tempo changes by an octave from line to line, and at most: a beat seldom turns into its half. */
const OCTAVE_COSTS = 8;
const MOST_COSTS = 4;

interface Reading {
  line: Line;
  score: number;
}

export interface Likely {
  lines: Line[];
  /** How likely that is the beat, among the levels of all lines together. */
  likelihood: number;
  /** The next likely level, how many times as fast, and its likelihood. */
  other: { times: number; likelihood: number };
}

/** Which level of the lines is the beat: the likeliest of each line, such that from line to line it stays the same if it can. */
export function likeliest(lines: readonly Line[], onsets: Onsets, rate: number): Likely | null {
  const all = lines.map((line) => scoredReadings(line, onsets, rate)).filter((readings) => readings.length > 0);
  if (all.length === 0) return null;
  const path = bestPath(all);
  const chosen = path.map((at, i) => all[i]![at]!);
  return { lines: chosen.map(({ line }) => line), ...odds(all, chosen) };
}

function scoredReadings(line: Line, onsets: Onsets, rate: number): Reading[] {
  const weight = Math.min(1, (line.count * line.period) / rate / ENOUGH);
  return readingsOf(line, rate).map((read) => ({ line: read, score: weight * scoreOf(signsOf(read, onsets, rate)) }));
}

function scoreOf(signs: readonly number[]): number {
  const sum = (weights: readonly number[]): number => signs.reduce((total, sign, i) => total + sign * weights[i]!, 0);
  return CELLS.reduce((score, cell, c) => {
    return score + OF_CELLS[c]! * Math.tanh(sum(cell) + cell[signs.length]!);
  }, sum(OF_SIGNS));
}

function bestPath(all: readonly (readonly Reading[])[]): number[] {
  let sums = all[0]!.map(({ score }) => score);
  const backs: number[][] = [];
  for (let i = 1; i < all.length; i++) {
    const before = all[i - 1]!;
    const back: number[] = [];
    sums = all[i]!.map(({ line, score }) => {
      const values = sums.map((sum, j) => sum - Math.min(MOST_COSTS, OCTAVE_COSTS * apart(before[j]!.line, line)));
      const best = values.indexOf(Math.max(...values));
      back.push(best);
      return values[best]! + score;
    });
    backs.push(back);
  }
  const path = [sums.indexOf(Math.max(...sums))];
  for (const back of backs.reverse()) path.unshift(back[path[0]!]!);
  return path;
}

const apart = (a: Line, b: Line): number => Math.abs(Math.log2(a.period / b.period));

/** Each line's readings at the same multiple of what was chosen, whichever the phase, against each other. */
function odds(all: readonly (readonly Reading[])[], chosen: readonly Reading[]): Pick<Likely, 'likelihood' | 'other'> {
  const times = [1, 0.5, 2, 2 / 3, 1.5, 1 / 3, 3, 0.75, 4 / 3];
  const scores = times.map((faster) => {
    let [sum, seconds] = [0, 0];
    for (const [i, readings] of all.entries()) {
      const { line } = chosen[i]!;
      const alike = readings.filter((r) => Math.abs((r.line.period * faster) / line.period - 1) < 0.03);
      const length = line.count * line.period;
      sum += length * (alike.length > 0 ? Math.max(...alike.map(({ score }) => score)) : -20);
      seconds += length;
    }
    return sum / seconds;
  });
  const most = Math.max(...scores);
  const shares = scores.map((score) => Math.exp(score - most));
  const total = shares.reduce((a, b) => a + b, 0);
  const next = shares.indexOf(Math.max(...shares.slice(1)), 1);
  return { likelihood: shares[0]! / total, other: { times: times[next]!, likelihood: shares[next]! / total } };
}
