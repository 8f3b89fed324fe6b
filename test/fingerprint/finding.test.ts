import { beforeAll, describe, expect, it } from 'vitest';
import { type FoundLine, MixMatcher, TrackPrinter } from '../../src/fingerprint/index.js';
import { MemoryIndex } from '../../src/fingerprint/memory-index.js';
import type { TrackPrint } from '../../src/fingerprint/types.js';
import { crossfade, piece, RATE } from '../support/synth.js';

function print(pcm: Int16Array): TrackPrint {
  const printer = new TrackPrinter();
  for (let i = 0; i < pcm.length; i += 10_007) printer.push(pcm.subarray(i, i + 10_007));
  return printer.finish();
}

let index: MemoryIndex;
beforeAll(() => {
  index = new MemoryIndex([1, 2, 3, 4, 5, 6].map((seed) => print(piece(seed, 60))));
});

function find(pcm: Int16Array, chunk = 44_100): FoundLine[] {
  const matcher = new MixMatcher(index);
  for (let i = 0; i < pcm.length; i += chunk) matcher.push(pcm.subarray(i, i + chunk));
  return matcher.finish();
}

describe('finding tracks in a mix', () => {
  it('finds a track as it was recorded, with its place and speed', () => {
    const [line, ...rest] = find(piece(3, 60));
    expect(rest).toEqual([]);
    expect(line).toMatchObject({ track: 2 });
    expect(line!.score).toBeGreaterThan(0.9);
    expect(line!.speed).toBeCloseTo(1, 3);
    expect(line!.mixStart).toBeLessThan(2);
    expect(line!.mixEnd).toBeGreaterThan(57);
    expect(line!.trackStart - line!.mixStart).toBeCloseTo(0, 1);
  });

  it.each([
    ['8 % faster under key-lock', { tempo: 1.08 }],
    ['8 % slower under key-lock', { tempo: 0.92 }],
    ['8 % faster like vinyl', { tempo: 1.08, pitch: 1.08 }],
    ['8 % slower like vinyl', { tempo: 0.92, pitch: 0.92 }],
  ])('finds a track played %s', (_, playing) => {
    const [line, ...rest] = find(piece(5, 60, playing));
    expect(rest).toEqual([]);
    expect(line).toMatchObject({ track: 4 });
    expect(line!.speed).toBeCloseTo(playing.tempo, 2);
    expect(line!.pitch).toBeCloseTo('pitch' in playing ? playing.pitch : 1, 1);
  });

  it('finds both tracks of a crossfade, and where they meet', () => {
    const lines = find(crossfade([piece(1, 60), piece(2, 60, { tempo: 1.04 })], 12));
    expect(lines.map((l) => l.track)).toEqual([0, 1]);
    // The middle of the crossfade lies at 54 s.
    expect((lines[0]!.mixEnd + lines[1]!.mixStart) / 2).toBeGreaterThan(51);
    expect((lines[0]!.mixEnd + lines[1]!.mixStart) / 2).toBeLessThan(57);
    expect(lines[1]!.mixStart).toBeLessThan(lines[0]!.mixEnd);
  });

  it('tells a second play from the first', () => {
    const lines = find(
      crossfade([piece(1, 60).subarray(0, 30 * RATE), piece(2, 40), piece(1, 60).subarray(0, 30 * RATE)], 4),
    );
    expect(lines.map((l) => l.track)).toEqual([0, 1, 0]);
  });

  it('finds a track that was cued somewhere in its middle', () => {
    const [line] = find(piece(4, 60).subarray(25 * RATE, 50 * RATE));
    expect(line!.track).toBe(3);
    expect(line!.trackStart - line!.mixStart).toBeCloseTo(25, 0);
  });

  it('says nothing about music that it does not know, silence and noise', () => {
    expect(find(piece(99, 60))).toEqual([]);
    expect(find(new Int16Array(30 * RATE))).toEqual([]);
    let s = 1;
    const noise = Int16Array.from({ length: 30 * RATE }, () => {
      s = (Math.imul(s, 1_664_525) + 1_013_904_223) | 0;
      return s >> 17;
    });
    expect(find(noise)).toEqual([]);
    expect(find(new Int16Array(0))).toEqual([]);
    expect(find(Int16Array.of(1, 2, 3))).toEqual([]);
  });

  it('finds the same however the sound is cut into chunks', () => {
    const mix = crossfade([piece(1, 40), piece(6, 40)], 8);
    const rounded = (lines: FoundLine[]) => lines.map((l) => [l.track, l.mixStart.toFixed(1), l.mixEnd.toFixed(1)]);
    expect(rounded(find(mix, 1000))).toEqual(rounded(find(mix, 1_000_000)));
  });

  it('knows so far what it will know in the end', () => {
    const matcher = new MixMatcher(index);
    matcher.push(piece(2, 60).subarray(0, 30 * RATE));
    expect(matcher.soFar().map((l) => l.track)).toEqual([1]);
  });
});
