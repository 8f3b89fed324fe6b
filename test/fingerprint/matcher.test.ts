import { describe, expect, it } from 'vitest';
import { ENGINE_RATE, MixMatcher, TrackPrinter } from '../../src/fingerprint/index.js';
import type { TrackPrint } from '../../src/fingerprint/types.js';
import { MemoryIndex } from '../support/memory-index.js';
import { layered, piece, seeded, toPcm } from './synthetic.js';

const SECONDS = 60;
const SEEDS = [1, 2, 3, 4, 5];
const index = new MemoryIndex(SEEDS.map((seed) => printOf(toPcm(piece(seed, SECONDS)))));

function printOf(pcm: Int16Array): TrackPrint {
  const printer = new TrackPrinter();
  printer.push(pcm);
  return printer.finish();
}

function linesIn(pcm: Int16Array, chunk = ENGINE_RATE * 3) {
  const matcher = new MixMatcher(index);
  for (let at = 0; at < pcm.length; at += chunk) matcher.push(pcm.subarray(at, at + chunk));
  return matcher.finish();
}

describe('the matcher', () => {
  it.each([
    ['as recorded', 1, 1],
    ['faster under key-lock', 1.08, 1],
    ['slower under key-lock', 0.92, 1],
    ['faster on vinyl', 1.08, 1.08],
    ['slower on vinyl', 0.92, 0.92],
    ['at its speed in another key', 1, 1.04],
  ])('finds a track %s', (_, speed, pitch) => {
    const lines = linesIn(toPcm(piece(3, 30, { speed, pitch, from: 12 })));
    expect(lines).toHaveLength(1);
    const [line] = lines;
    expect(line!.track).toBe(2);
    expect(line!.speed).toBeCloseTo(speed, 2.7);
    expect(line!.pitch).toBeCloseTo(pitch, 1.9);
    expect(line!.trackStart - 12 - line!.mixStart * speed).toBeLessThan(0.1);
    expect(line!.mixStart).toBeLessThan(1.5);
    expect(line!.mixEnd).toBeGreaterThan(28.5);
    expect(line!.score).toBeGreaterThan(0.9);
  });

  it('finds two tracks that sound at once', () => {
    const mix = layered(50, [
      { at: 0, sound: piece(1, 35, { from: 5 }) },
      { at: 15, sound: piece(4, 35, { from: 20, speed: 1.03 }) },
    ]);
    const lines = linesIn(toPcm(mix));
    expect(lines.map((line) => line.track)).toEqual([0, 3]);
    expect(lines[0]!.mixEnd).toBeGreaterThan(32);
    expect(lines[1]!.mixStart).toBeLessThan(18);
    expect(lines.every((line) => line.owned > 0.8)).toBe(true);
  });

  it('gives a loop as several lines of one track', () => {
    const loop = piece(2, 12, { from: 20 });
    const lines = linesIn(
      toPcm(
        layered(
          36,
          [0, 12, 24].map((at) => ({ at, sound: loop })),
        ),
      ),
    );
    expect(lines.map((line) => line.track)).toEqual([1, 1, 1]);
    expect(lines.map((line) => Math.round(line.mixStart / 12))).toEqual([0, 1, 2]);
    for (const line of lines) expect(Math.abs(line.trackStart - 20)).toBeLessThan(1.5);
  });

  it('gives a second play as a line of its own', () => {
    const mix = layered(75, [
      { at: 0, sound: piece(5, 25) },
      { at: 25, sound: piece(1, 25) },
      { at: 50, sound: piece(5, 25) },
    ]);
    expect(linesIn(toPcm(mix)).map((line) => line.track)).toEqual([4, 0, 4]);
  });

  it('finds nothing in music that it does not know', () => {
    expect(linesIn(toPcm(piece(77, 40)))).toEqual([]);
  });

  it('finds nothing in silence, in noise and in an empty index', () => {
    const random = seeded(9);
    expect(linesIn(new Int16Array(20 * ENGINE_RATE))).toEqual([]);
    expect(linesIn(Int16Array.from({ length: 20 * ENGINE_RATE }, () => Math.round(random() * 2000 - 1000)))).toEqual(
      [],
    );
    const matcher = new MixMatcher(new MemoryIndex([]));
    matcher.push(toPcm(piece(1, 20)));
    expect(matcher.finish()).toEqual([]);
    expect(new MixMatcher(index).finish()).toEqual([]);
  });

  it('says the same however the sound is cut into chunks', () => {
    const mix = toPcm(piece(2, 25, { from: 7, speed: 1.02 }));
    expect(linesIn(mix, 1000)).toEqual(linesIn(mix, mix.length));
  });

  it('tells what it has found while the mix goes on', () => {
    const matcher = new MixMatcher(index);
    matcher.push(toPcm(piece(4, 30)));
    expect(matcher.soFar().map((line) => line.track)).toEqual([3]);
  });
});
