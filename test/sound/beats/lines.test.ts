import { expect, it } from 'vitest';
import { linesOf } from '../../../src/sound/beats/lines.js';

/** Beats of one period after another, a strong onset on each. */
function played(periods: readonly number[], beatsEach: number): { beats: number[]; onsets: Float32Array } {
  const beats: number[] = [];
  let at = 10;
  for (const period of periods) for (let k = 0; k < beatsEach; k++, at += period) beats.push(Math.round(at));
  const onsets = new Float32Array(Math.ceil(at) + 10);
  for (const beat of beats) onsets[beat] = 10;
  return { beats, onsets };
}

it('two hours of one tempo are one line', () => {
  const { beats, onsets } = played([41.37], 15_000);
  const lines = linesOf(beats, onsets);
  expect(lines).toHaveLength(1);
  expect(lines[0]!.period).toBeCloseTo(41.37, 3);
  expect(lines[0]!.count).toBe(15_000);
});

it('in hours of ever new tempos, most of them are found, though each lasts for some bars only', () => {
  const periods = Array.from({ length: 600 }, (_, i) => 33 + ((i * 37) % 29));
  const { beats, onsets } = played(periods, 30);
  const lines = linesOf(beats, onsets);
  const right = periods.filter((period, i) => {
    const middle = beats[30 * i + 15]!;
    const line = lines.findLast(({ start }) => start <= middle)!;
    return Math.abs(line.period / period - 1) < 0.002;
  });
  expect(right.length).toBeGreaterThan(300);
});

it('some beats that were followed astray are left out', () => {
  const { beats, onsets } = played([43.2], 400);
  for (let k = 100; k < 112; k++) beats[k] = beats[k]! + 11;
  const lines = linesOf(beats, onsets);
  expect(lines).toHaveLength(1);
  expect(lines[0]!.period).toBeCloseTo(43.2, 2);
});
