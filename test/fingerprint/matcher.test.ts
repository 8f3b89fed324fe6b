import { describe, expect, it } from 'vitest';
import { ENGINE_RATE, MixMatcher, PeakFinder, PeakMatcher, TrackPrinter } from '../../src/fingerprint/index.js';
import { MemoryIndex } from '../../src/fingerprint/memory-index.js';
import type { TrackPrint } from '../../src/fingerprint/types.js';
import { layered, piece, toPcm } from './synthetic.js';

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
  it('finds a track in another key, at its speed', () => {
    const [line, ...rest] = linesIn(toPcm(piece(3, 30, { pitch: 1.04, from: 12 })));
    expect(rest).toEqual([]);
    expect(line!.track).toBe(2);
    expect(line!.speed).toBeCloseTo(1, 3);
    expect(line!.pitch).toBeCloseTo(1.04, 2);
    expect(Math.abs(line!.trackStart - 12 - line!.mixStart)).toBeLessThan(0.1);
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

  it('finds nothing in an empty index', () => {
    const matcher = new MixMatcher(new MemoryIndex([]));
    matcher.push(toPcm(piece(1, 20)));
    expect(matcher.finish()).toEqual([]);
  });

  it('says exactly the same however the sound is cut into chunks', () => {
    const mix = toPcm(piece(2, 25, { from: 7, speed: 1.02 }));
    expect(linesIn(mix, 1000)).toEqual(linesIn(mix, mix.length));
  });

  it('says exactly the same of peaks that were found elsewhere, many seconds at a time', () => {
    const mix = toPcm(
      layered(50, [
        { at: 0, sound: piece(1, 35, { from: 5 }) },
        { at: 15, sound: piece(4, 35, { from: 20, speed: 1.03 }) },
      ]),
    );
    const finder = new PeakFinder();
    const matcher = new PeakMatcher(index);
    for (let at = 0; at < mix.length; at += 30 * ENGINE_RATE) {
      matcher.push(finder.push(mix.subarray(at, at + 30 * ENGINE_RATE)));
    }
    expect(matcher.finish(finder.finish())).toEqual(linesIn(mix, 1000));
  });
});
