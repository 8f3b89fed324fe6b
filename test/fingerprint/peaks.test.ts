import { describe, expect, it } from 'vitest';
import { BANDS, PEAK_LEVEL } from '../../src/fingerprint/constants.js';
import { PeakPicker } from '../../src/fingerprint/peaks.js';
import { Spectrogram } from '../../src/fingerprint/spectrogram.js';
import type { PeakSink } from '../../src/fingerprint/waiting-peaks.js';
import { PeakPicker as PlainPeakPicker } from '../bench/engine/plain/peaks.js';
import { piece, seeded, toPcm } from './synthetic.js';

type Maker = new (kept: number, sink: PeakSink) => { push(rows: Float32Array, count: number): void; finish(): void };

/** Rows of levels, in pieces of up to eight. */
function peaksOf(rows: Float32Array, Maker: Maker, size = 8): number[][] {
  const peaks: number[][] = [];
  const picker = new Maker(30, (...peak) => peaks.push(peak));
  const count = rows.length / BANDS;
  for (let t = 0; t < count; t += size) {
    const some = rows.slice(t * BANDS, (t + size) * BANDS);
    picker.push(some, some.length / BANDS);
  }
  picker.finish();
  return peaks;
}

function levelsOf(pcm: Int16Array): Float32Array {
  const rows: number[] = [];
  const spectrogram = new Spectrogram((some, count) => rows.push(...some.subarray(0, count * BANDS)));
  spectrogram.push(pcm);
  spectrogram.finish();
  return Float32Array.from(rows);
}

/** Levels of few different heights, so that many points are equal. */
function stairs(rows: number, seed: number, heights: number): Float32Array {
  const random = seeded(seed);
  return Float32Array.from({ length: rows * BANDS }, () => PEAK_LEVEL - 2 + Math.floor(random() * heights));
}

describe('the peaks', () => {
  it('of music are what the plain version finds', () => {
    const rows = levelsOf(toPcm(piece(1, 12)));
    const peaks = peaksOf(rows, PeakPicker);
    expect(peaks.length).toBeGreaterThan(200);
    expect(peaks).toEqual(peaksOf(rows, PlainPeakPicker));
  });

  it.each([8, 12, 40])('are the same where many points of %i heights are equal', (heights) => {
    const rows = stairs(400, heights, heights);
    const peaks = peaksOf(rows, PeakPicker);
    expect(peaks.length).toBeGreaterThan(0);
    expect(peaks).toEqual(peaksOf(rows, PlainPeakPicker));
  });

  it.each([0, 1, 2, 11, 63, 64, 65, 128, 129, 130, 131, 194, 260])('of %i rows are found to both ends', (count) => {
    const rows = stairs(count, count, 200);
    expect(peaksOf(rows, PeakPicker)).toEqual(peaksOf(rows, PlainPeakPicker));
  });

  it.each([1, 3, 7])('are the same when rows come in pieces of %i', (size) => {
    const rows = levelsOf(toPcm(piece(2, 3.6)));
    expect(peaksOf(rows, PeakPicker, size)).toEqual(peaksOf(rows, PeakPicker));
  });

  it('are none in silence', () => {
    expect(peaksOf(levelsOf(new Int16Array(50_000)), PeakPicker)).toEqual([]);
  });
});
