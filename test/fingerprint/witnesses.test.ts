import { describe, expect, it } from 'vitest';
import {
  type Acquaintance,
  ENGINE_RATE,
  type FoundLine,
  NOTHING_KNOWN,
  PeakFinder,
  PeakMatcher,
  TrackPrinter,
} from '../../src/fingerprint/index.js';
import { MemoryIndex } from '../../src/fingerprint/memory-index.js';
import type { TrackPrint } from '../../src/fingerprint/types.js';
import { crossfade, piece, RATE, random } from '../support/synth.js';

function printOf(pcm: Int16Array): TrackPrint {
  const printer = new TrackPrinter();
  for (let at = 0; at < pcm.length; at += RATE * 10) printer.push(pcm.subarray(at, at + RATE * 10));
  return printer.finish();
}

function linesIn(pcm: Int16Array, prints: readonly TrackPrint[], known?: Acquaintance): FoundLine[] {
  const matcher = new PeakMatcher(new MemoryIndex(prints), known);
  const finder = new PeakFinder();
  for (let at = 0; at < pcm.length; at += ENGINE_RATE) matcher.push(finder.push(pcm.subarray(at, at + ENGINE_RATE)));
  return matcher.finish(finder.finish());
}

/** Quieter, with noise: another copy. */
function copy(pcm: Int16Array, seed: number, level = 0.5): Int16Array {
  const next = random(seed);
  return pcm.map((sample) => sample * level + (next() - 0.5) * 60);
}

const tracks = (lines: readonly FoundLine[]): number[] => lines.filter((l) => !l.witness).map((l) => l.track);

describe('a recording of a mix in the index', () => {
  const pieces = [11, 12, 13, 14].map((seed) => piece(seed, 70));
  const mix = crossfade(pieces, 8);
  const prints = [...pieces, copy(mix, 1)].map(printOf);
  const MIX = 4;

  it('takes nothing from the tracks in it, and is told beside them', () => {
    const lines = linesIn(mix, prints, { ...NOTHING_KNOWN, isMix: (track) => track === MIX });
    expect(tracks(lines)).toEqual([0, 1, 2, 3]);
    const alone = linesIn(mix, prints.slice(0, MIX));
    // Neither found later, nor placed elsewhere, nor less sure than without it.
    expect(lines.filter((l) => !l.witness)).toEqual(alone);
    const [witness] = lines.filter((l) => l.witness);
    expect(witness).toMatchObject({ track: MIX, witness: true });
    expect(witness!.mixEnd - witness!.mixStart).toBeGreaterThan(240);
    expect(witness!.score).toBeGreaterThan(0.9);
  });

  it('would be what leads, were nobody to know what it is', () => {
    const lines = linesIn(mix, prints);
    expect(lines.filter((line) => line.owned > 0.5).map((line) => line.track)).toEqual([MIX]);
  });

  it('is known by the tracks in it where it is long', () => {
    // Eight minutes and more: it goes on with what has been in it already.
    const long = crossfade([mix, mix], 8);
    const lines = linesIn(mix, [...prints.slice(0, MIX), printOf(copy(long, 2))]);
    expect(tracks(lines)).toEqual([0, 1, 2, 3]);
    expect(lines.filter((line) => line.witness).map((line) => line.track)).toEqual([MIX]);
  });
});

describe('one sound in two files', () => {
  const sound = piece(31, 60);
  const over = piece(32, 60);
  const layered = sound.map((sample, i) => 0.6 * sample + 0.3 * over[i]!);

  it('is told as the one and its twin', () => {
    const lines = linesIn(sound, [copy(sound, 3), copy(sound, 4, 0.8)].map(printOf));
    expect(lines).toHaveLength(2);
    const twin = lines.find((line) => line.twin !== undefined)!;
    const leader = lines.find((line) => line.twin === undefined)!;
    expect(lines[twin.twin!]).toBe(leader);
    expect(Math.min(twin.score, leader.score)).toBeGreaterThan(0.9);
  });

  it.each([
    ['the piece alone', sound],
    ['both', layered],
  ])('has no twin in a piece with another one laid over it: %s', (_, heard) => {
    const lines = linesIn(heard, [printOf(sound), printOf(layered)]);
    expect(lines.map((line) => line.track)).toContain(heard === sound ? 0 : 1);
    expect(lines.every((line) => line.twin === undefined)).toBe(true);
  });
});
