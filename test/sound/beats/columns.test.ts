import { expect, it } from 'vitest';
import { BANDS, Columns, HOP, LEVEL_UNITS } from '../../../src/sound/beats/columns.js';

const RATE = 11025;

function sine(hertz: number, seconds: number, amplitude = 10_000): Int16Array {
  return Int16Array.from({ length: seconds * RATE }, (_, i) => amplitude * Math.sin((2 * Math.PI * hertz * i) / RATE));
}

function columnsOf(pcm: Int16Array): Columns {
  const columns = new Columns(RATE);
  columns.hear(pcm);
  return columns;
}

it.each([
  [0, 50],
  [1, 120],
  [2, 250],
  [3, 500],
  [4, 1000],
  [5, 2000],
  [6, 3400],
  [7, 4900],
])('band %i is the loudest at %i Hz by 9 dB, and steady', (band, hertz) => {
  const { levels } = columnsOf(sine(hertz, 1));
  const settled = levels.subarray(20 * BANDS, 60 * BANDS);
  for (let t = 0; t < settled.length; t += BANDS) {
    const column = [...settled.subarray(t, t + BANDS)];
    const others = Math.max(...column.filter((_, b) => b !== band));
    expect(column[band]! - others).toBeGreaterThan(3 * LEVEL_UNITS);
    // The power of a sine of this amplitude, to 2 dB.
    expect(Math.abs(column[band]! - LEVEL_UNITS * Math.log2(10_000 ** 2 / 2))).toBeLessThan(6);
  }
});

it('all bands tell of the same time', () => {
  const begins = 40 * HOP;
  const noise = Int16Array.from({ length: RATE }, (_, i) =>
    i < begins ? 0 : ((i * 7919 * (i % 97)) % 20_011) - 10_005,
  );
  const { levels } = columnsOf(noise);
  for (let band = 0; band < BANDS; band++) {
    const at = (column: number): number => levels[BANDS * column + band]!;
    const loud = Math.max(...Array.from({ length: 30 }, (_, i) => at(42 + i)));
    const first = Array.from({ length: 80 }, (_, t) => t).find((t) => at(t) > loud - 5 * LEVEL_UNITS)!;
    expect([39, 40, 41]).toContain(first);
  }
});

it('is the same for chunks of any size', () => {
  const pcm = sine(300, 2).map((value, i) => value + ((i * i * 31) % 4001));
  const whole = columnsOf(pcm);
  const chunked = new Columns(RATE);
  for (let at = 0, size = 1; at < pcm.length; at += size, size = (size * 3) % 2003)
    chunked.hear(pcm.subarray(at, at + size));
  expect(chunked.count).toBe(whole.count);
  expect(Buffer.compare(chunked.levels, whole.levels)).toBe(0);
});

it('is nothing for silence and for no sound at all', () => {
  expect(columnsOf(new Int16Array(0)).count).toBe(0);
  const silent = columnsOf(new Int16Array(RATE));
  expect(silent.levels.every((level) => level === 0)).toBe(true);
  expect(silent.count).toBeGreaterThan(70);
});
