import { seeded } from '../../../src/demo/random.js';
import { Columns } from '../../../src/sound/beats/columns.js';
import { followBeats } from '../../../src/sound/beats/follow.js';
import { readingsOf, signsOf } from '../../../src/sound/beats/levels.js';
import { linesOf } from '../../../src/sound/beats/lines.js';
import { onsetsOf } from '../../../src/sound/beats/onsets.js';
import { Pulse } from '../../../src/sound/beats/pulse.js';
import { isNear } from './figures.js';
import { makePiece, toPcm } from './made/piece.js';
import { agreedTempos } from './tempo-peers.js';

/**
 * Learns the weights of src/sound/beats/learnt.ts: which reading of a line is the beat, by the likelihood of the right ones among all
 * (a conditional logit), with Adam (Kingma & Ba, 2015). From made music, metronomes, and real music on which others agree.
 */
const RATE = 11025;
const CELLS = 6;
const DECAY = 0.001;
const STEPS = 900;
const SPEED = 0.02;
/** A line of so many seconds counts whole. */
const WHOLE = 60;
const LEAST_BEATS = 12;

interface Example {
  signs: number[][];
  right: boolean[];
  weight: number;
}

type IsRight = (bpm: number, beats: readonly number[]) => boolean;

export function learn(seeds: readonly number[], music: readonly string[]): string {
  const examples = [
    ...seeds.flatMap((seed) => {
      const piece = makePiece(seed);
      return examplesOf(toPcm(piece.sound, RATE), (bpm, beats) => isOn(piece.beats, bpm, beats));
    }),
    ...Array.from({ length: 16 }, (_, i) => metronome(62 + 7.9 * i, i)).flat(),
    ...[...agreedTempos(music)].flatMap(({ pcm, bpm }) => examplesOf(pcm, (heard) => isNear(heard, bpm))),
  ];
  const signs = examples[0]!.signs[0]!.length;
  return written(descend(examples, signs), signs);
}

/** Each line of a sound, in all its readings. */
function examplesOf(pcm: Int16Array, isRight: IsRight): Example[] {
  const columns = new Columns(RATE);
  columns.hear(pcm);
  const onsets = onsetsOf(columns.levels);
  const lines = linesOf(followBeats(onsets.all, new Pulse(onsets.all, columns.rate)), onsets.all);
  return lines.flatMap((line) => {
    if (line.count < LEAST_BEATS) return [];
    const readings = readingsOf(line, columns.rate);
    const right = readings.map(({ start, period, count }) => {
      const beats = Array.from({ length: count }, (_, k) => (start + k * period + 0.5) / columns.rate);
      return isRight((60 * columns.rate) / period, beats);
    });
    const weight = Math.min(1, (line.count * line.period) / columns.rate / WHOLE);
    return right.includes(true)
      ? [{ signs: readings.map((r) => signsOf(r, onsets, columns.rate)), right, weight }]
      : [];
  });
}

/** Whether most beats are beats of the truth, and no more and no fewer. */
function isOn(truth: readonly number[], bpm: number, beats: readonly number[]): boolean {
  let [judged, good, next] = [0, 0, 0];
  for (const beat of beats) {
    while (next + 2 < truth.length && Math.abs(truth[next + 1]! - beat) <= Math.abs(truth[next]! - beat)) next++;
    const period = truth[next + 1]! - truth[next]!;
    const off = Math.abs(beat - truth[next]!);
    if (off > period) continue;
    judged++;
    if (isNear(bpm, 60 / period) && off < 0.15 * period) good++;
  }
  return good > 0.7 * judged;
}

function metronome(bpm: number, kind: number): Example[] {
  const random = seeded(kind);
  const pcm = new Int16Array(30 * RATE);
  const beats = Array.from({ length: Math.floor(bpm / 2) - 1 }, (_, k) => (k * 60) / bpm);
  const fading = 100 + 400 * random();
  for (const beat of beats) {
    for (let i = 0; i < 2000; i++) {
      const tone = [random() * 2 - 1, Math.sin(0.034 * i), Math.sin(0.57 * i)][kind % 3]!;
      pcm[Math.round(beat * RATE) + i]! += 20_000 * tone * Math.exp(-i / fading);
    }
  }
  return examplesOf(pcm, (heard, of) => isOn(beats, heard, of)).map((example) => ({ ...example, weight: 0.33 }));
}

/** Weights of each cell and its threshold, then what each cell counts, then what each sign counts by itself. */
function descend(examples: readonly Example[], signs: number): Float64Array {
  const random = seeded(1);
  const weights = Float64Array.from({ length: CELLS * (signs + 1) + CELLS + signs }, () => (random() - 0.5) * 0.3);
  const [mean, square] = [new Float64Array(weights.length), new Float64Array(weights.length)];
  const total = examples.reduce((sum, { weight }) => sum + weight, 0);
  for (let step = 1; step <= STEPS; step++) {
    const slope = new Float64Array(weights.length);
    for (const example of examples) addSlope(slope, weights, example, signs);
    const speed = step < 0.7 * STEPS ? SPEED : SPEED / 5;
    for (let i = 0; i < weights.length; i++) {
      const change = slope[i]! / total - DECAY * weights[i]!;
      mean[i] = 0.9 * mean[i]! + 0.1 * change;
      square[i] = 0.999 * square[i]! + 0.001 * change * change;
      weights[i]! += (speed * mean[i]!) / (1 - 0.9 ** step) / (Math.sqrt(square[i]! / (1 - 0.999 ** step)) + 1e-8);
    }
  }
  return weights;
}

function addSlope(slope: Float64Array, weights: Float64Array, { signs, right, weight }: Example, count: number): void {
  const [ofCells, ofSigns] = [CELLS * (count + 1), CELLS * (count + 1) + CELLS];
  const cells = signs.map((of) => {
    return Array.from({ length: CELLS }, (_, c) => {
      const from = c * (count + 1);
      return Math.tanh(of.reduce((sum, sign, i) => sum + sign * weights[from + i]!, weights[from + count]!));
    });
  });
  const scores = signs.map((of, r) => {
    const plain = of.reduce((sum, sign, i) => sum + sign * weights[ofSigns + i]!, 0);
    return cells[r]!.reduce((sum, cell, c) => sum + cell * weights[ofCells + c]!, plain);
  });
  const most = Math.max(...scores);
  const shares = scores.map((score) => Math.exp(score - most));
  const all = shares.reduce((sum, share) => sum + share, 0);
  const good = shares.reduce((sum, share, r) => sum + (right[r] ? share : 0), 1e-300);
  for (const [r, of] of signs.entries()) {
    const pull = weight * ((right[r] ? shares[r]! / good : 0) - shares[r]! / all);
    for (const [c, cell] of cells[r]!.entries()) {
      slope[ofCells + c]! += pull * cell;
      const inner = pull * weights[ofCells + c]! * (1 - cell * cell);
      for (let i = 0; i < count; i++) slope[c * (count + 1) + i]! += inner * of[i]!;
      slope[c * (count + 1) + count]! += inner;
    }
    for (let i = 0; i < count; i++) slope[ofSigns + i]! += pull * of[i]!;
  }
}

/** As learnt.ts has it. */
function written(weights: Float64Array, signs: number): string {
  const row = (from: number, length: number): string =>
    `[${Array.from(weights.subarray(from, from + length), (weight) => Number(weight.toFixed(2))).join(', ')}]`;
  const cells = Array.from({ length: CELLS }, (_, c) => `  ${row(c * (signs + 1), signs + 1)},\n`).join('');
  const ofCells = row(CELLS * (signs + 1), CELLS);
  const ofSigns = row(CELLS * (signs + 1) + CELLS, signs);
  return `export const CELLS: readonly (readonly number[])[] = [\n${cells}];
export const OF_CELLS: readonly number[] = ${ofCells};
export const OF_SIGNS: readonly number[] = ${ofSigns};
`;
}
