import { describe, expect, it } from 'vitest';
import { runsOf, stretchesOf, worthScanning } from '../../../src/identifiers/audd-enterprise/chunks.js';

const ascending = (chunks: number[]): number[] => [...chunks].sort((a, b) => a - b);
const range = { start: 0, end: 600 };

describe('the chunks of a mix that are worth scanning', () => {
  it('lie at one distance over all of it, those first that are furthest apart', () => {
    const chunks = worthScanning({ range, settled: [] }, 4);
    expect(ascending(chunks)).toEqual([0, 4, 8, 12, 16, 20, 24, 28, 32, 36, 40, 44, 48]);
    expect(chunks.slice(0, 4)).toEqual([0, 32, 16, 48]);
  });

  it('spread any number of them, and each number holds all smaller ones', () => {
    const chunks = worthScanning({ range: { start: 0, end: 7200 }, settled: [] }, 4);
    for (const count of [5, 10, 40, 100]) {
      const some = ascending(chunks.slice(0, count));
      const gaps = some.slice(1).map((chunk, i) => chunk - some[i]!);
      expect(Math.max(...gaps), `${count} chunks`).toBeLessThanOrEqual((4 * 600) / count);
    }
  });

  it('leave out what is settled, with every chunk that reaches into it', () => {
    const settled = [
      { start: 300, end: 470 },
      { start: 50, end: 200 },
    ];
    const chunks = ascending(worthScanning({ range, settled }, 1));
    expect(chunks).toEqual([
      0,
      1,
      2,
      3,
      ...Array.from({ length: 8 }, (_, i) => 17 + i),
      ...[40, 41, 42, 43, 44],
      45,
      46,
      47,
      48,
      49,
    ]);
  });

  it('are none in what is no longer than a transition, and one in what the grid misses', () => {
    const between = (from: number, to: number) => [
      { start: 0, end: from },
      { start: to, end: 600 },
    ];
    expect(worthScanning({ range, settled: between(100, 128) }, 4)).toEqual([]);
    expect(worthScanning({ range, settled: between(108, 144) }, 4)).toEqual([10]);
    expect(worthScanning({ range, settled: [range] }, 1)).toEqual([]);
  });

  it('lie on the same grid whatever part of the mix is looked at', () => {
    expect(ascending(worthScanning({ range: { start: 100, end: 250 }, settled: [] }, 4))).toEqual([12, 16, 20]);
  });

  it('take what is left at the end, and a scrap of a mix, but nothing shorter than a fingerprint', () => {
    expect(worthScanning({ range: { start: 0, end: 28 }, settled: [] }, 1)).toHaveLength(3);
    expect(worthScanning({ range: { start: 0, end: 26 }, settled: [] }, 1)).toHaveLength(2);
    expect(worthScanning({ range: { start: 0, end: 5 }, settled: [] }, 4)).toEqual([0]);
    expect(worthScanning({ range: { start: 0, end: 2 }, settled: [] }, 4)).toEqual([]);
  });
});

it('chunks side by side are one stretch, and the last one ends with the mix', () => {
  expect(stretchesOf([0, 1, 4, 5, 6], 80)).toEqual([
    { start: 0, end: 24 },
    { start: 48, end: 80 },
  ]);
});

it('chunks at one distance are one run', () => {
  expect(runsOf([])).toEqual([]);
  expect(runsOf([5])).toEqual([{ first: 5, step: 1, count: 1 }]);
  expect(runsOf([0, 4, 8, 20, 21, 22, 40])).toEqual([
    { first: 0, step: 4, count: 3 },
    { first: 20, step: 1, count: 3 },
    { first: 40, step: 1, count: 1 },
  ]);
});
