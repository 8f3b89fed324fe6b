import { describe, expect, it } from 'vitest';
import {
  BANDS,
  BANDS_PER_OCTAVE,
  ENGINE_RATE,
  FLOOR_LEVEL,
  HOP,
  LOWEST_HZ,
  WINDOW,
} from '../../src/fingerprint/constants.js';
import { Spectrogram } from '../../src/fingerprint/spectrogram.js';
import { Spectrogram as PlainSpectrogram } from '../bench/engine/plain/spectrogram.js';
import { seeded } from './synthetic.js';

type Maker = new (emit: (rows: Float32Array, count: number) => void) => { push(pcm: Int16Array): void; finish(): void };

function rowsOf(pcm: Int16Array, chunk = pcm.length, Maker: Maker = Spectrogram): Float32Array[] {
  const rows: Float32Array[] = [];
  const spectrogram = new Maker((some, count) => {
    for (let r = 0; r < count; r++) rows.push(some.slice(r * BANDS, (r + 1) * BANDS));
  });
  for (let at = 0; at < pcm.length; at += chunk) spectrogram.push(pcm.subarray(at, at + chunk));
  spectrogram.finish();
  return rows;
}

function noise(samples: number, seed: number): Int16Array {
  const random = seeded(seed);
  return Int16Array.from({ length: samples }, () => Math.round(60_000 * (random() - 0.5)));
}

describe('the spectrogram', () => {
  it('shows a tone in its band, as loud as it is by the definition', () => {
    const band = 100;
    const hz = LOWEST_HZ * 2 ** (band / BANDS_PER_OCTAVE);
    const tone = Int16Array.from({ length: 4 * WINDOW }, (_, i) =>
      Math.round(8000 * Math.sin((2 * Math.PI * hz * i) / ENGINE_RATE)),
    );
    for (const row of rowsOf(tone).slice(0, 20)) {
      expect(row.indexOf(Math.max(...row))).toBe(band);
      // Half the amplitude goes to each of the two frequencies, half is what the window leaves.
      expect(Math.abs(row[band]! - 2 * Math.log2((8000 * WINDOW) / 4))).toBeLessThan(0.5);
    }
  });

  it('is what plain double precision makes it', () => {
    const pcm = noise(40 * HOP + WINDOW, 1);
    const rows = rowsOf(pcm);
    const plain = rowsOf(pcm, pcm.length, PlainSpectrogram);
    expect(rows.length).toBeGreaterThan(30);
    for (let t = 0; t < 40; t++) {
      for (let b = 0; b < BANDS; b++) expect(Math.abs(rows[t]![b]! - plain[t]![b]!)).toBeLessThan(0.001);
    }
  });

  it.each([1, 100, 1000, 1920, 5000])('is the same when the sound comes in pieces of %i', (chunk) => {
    const pcm = noise(8000, 2);
    expect(rowsOf(pcm, chunk)).toEqual(rowsOf(pcm));
  });

  it.each([1, WINDOW - 1, WINDOW, WINDOW + 1, WINDOW + 7 * HOP, WINDOW + 8 * HOP])(
    'has a row for every hop, up to the last of %i samples',
    (samples) => {
      expect(rowsOf(noise(samples, 3))).toHaveLength(1 + Math.ceil(Math.max(0, samples - WINDOW) / HOP));
    },
  );

  it('has no row for no sound, and nothing in silence', () => {
    expect(rowsOf(new Int16Array(0))).toEqual([]);
    for (const row of rowsOf(new Int16Array(5000))) {
      for (const level of row) expect(Math.abs(level - FLOOR_LEVEL)).toBeLessThan(0.002);
    }
  });
});
