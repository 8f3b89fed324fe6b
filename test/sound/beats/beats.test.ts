import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seeded } from '../../../src/demo/random.js';
import type { HeardTempo } from '../../../src/domain/heard.js';
import { heardSchema } from '../../../src/domain/heard-schema.js';
import { Beats } from '../../../src/sound/beats/beats.js';
import { resample } from '../../../src/sound/resample.js';
import { makePiece, toPcm } from '../../bench/sound/made/piece.js';

const RATE = 11025;

function tempoOf(pcm: Int16Array): HeardTempo | null {
  const beats = new Beats(RATE);
  beats.hear(pcm);
  return beats.tempo();
}

function sounding(seconds: number, at: (i: number) => number): Int16Array {
  return Int16Array.from({ length: Math.round(seconds * RATE) }, (_, i) => at(i));
}

/** A short noise at each of these seconds. */
function clicks(seconds: number, places: Iterable<number>): Int16Array {
  const random = seeded(1);
  const pcm = new Int16Array(seconds * RATE);
  for (const place of places) {
    const start = Math.round(place * RATE);
    for (let i = 0; i < 500 && start + i < pcm.length; i++) {
      pcm[start + i] = (random() * 2 - 1) * 20_000 * Math.exp(-i / 90);
    }
  }
  return pcm;
}

/** A kick on every beat, a snare on every second one, hats between them. */
function drums(bpm: number, seconds: number, start = 0): Int16Array {
  const random = seeded(7);
  const pcm = new Int16Array(seconds * RATE);
  for (let k = 0; start + (k * 30) / bpm < seconds; k++) {
    const at = Math.round((start + (k * 30) / bpm) * RATE);
    for (let i = 0; i < 1500 && at + i < pcm.length; i++) {
      const kick = k % 2 === 0 ? 12_000 * Math.sin(0.03 * i) * Math.exp(-i / 500) : 0;
      const snare = k % 4 === 2 ? (random() * 2 - 1) * 7000 * Math.exp(-i / 400) : 0;
      const hat = (random() * 2 - 1) * 2500 * Math.exp(-i / 60);
      pcm[at + i] = pcm[at + i]! + kick + snare + (k % 2 === 1 ? hat : 0);
    }
  }
  return pcm;
}

function distance(place: number, { bpm, firstBeat }: HeardTempo): number {
  const beats = ((place - firstBeat) * bpm) / 60;
  return (Math.abs(beats - Math.round(beats)) * 60) / bpm;
}

describe('made music', () => {
  // Of numbers from which nothing was learnt.
  it.each([2009, 2015])('is heard right: number %i', (seed) => {
    const piece = makePiece(seed, 24);
    const heard = tempoOf(toPcm(piece.sound, RATE))!;
    expect(Math.abs(heard.bpm / piece.tempo - 1)).toBeLessThan(0.001);
    expect(heard.confidence).toBeGreaterThan(0.8);
    expect(heard.beatsPerBar).toBe(piece.beatsPerBar);
    for (const beat of piece.beats) expect(distance(beat, heard)).toBeLessThan(0.012);
    const nearest = piece.beats.findIndex((beat) => Math.abs(beat - heard.downbeat) < 0.05);
    expect(nearest % piece.beatsPerBar).toBe(0);
    expect(heardSchema.shape.tempo.safeParse(heard).success).toBe(true);
  });

  it('shows where the tempo changes', () => {
    const pcm = new Int16Array([...drums(100, 30), ...drums(118, 30)]);
    const { grids } = tempoOf(pcm)!;
    expect(grids).toHaveLength(2);
    expect(grids![0]!.bpm).toBeCloseTo(100, 0);
    expect(grids![1]!.bpm).toBeCloseTo(118, 0);
    expect(Math.abs(grids![1]!.start - 30)).toBeLessThan(1.5);
  });

  it('can be asked for a stretch', () => {
    const beats = new Beats(RATE);
    beats.hear(new Int16Array([...drums(100, 30), ...drums(118, 30)]));
    expect(beats.tempo(0, 29)!.bpm).toBeCloseTo(100, 0);
    const second = beats.tempo(30.1, 58)!;
    expect(second.bpm).toBeCloseTo(118, 0);
    expect(distance(-0.1, second)).toBeLessThan(0.02);
  });
});

describe('what a change of the sound does', () => {
  const LENGTH = 16;

  it('played faster, it has a faster tempo', () => {
    fc.assert(
      fc.property(fc.integer({ min: 95, max: 135 }), fc.integer({ min: 90, max: 110 }), (bpm, percent) => {
        const faster = resample(drums(bpm, LENGTH), percent, 100, 'linear');
        expect(tempoOf(faster)!.bpm).toBeCloseTo((bpm * percent) / 100, 0);
      }),
      { numRuns: 4 },
    );
  });

  it('louder or softer, it is the same', () => {
    const pcm = drums(124, LENGTH);
    const loud = tempoOf(pcm)!;
    fc.assert(
      fc.property(fc.double({ min: 0.02, max: 1, noNaN: true }), (gain) => {
        const soft = tempoOf(pcm.map((value) => value * gain))!;
        expect(soft.bpm).toBeCloseTo(loud.bpm, 0);
        expect(distance(loud.firstBeat, soft)).toBeLessThan(0.012);
      }),
      { numRuns: 4 },
    );
  });

  it('silence before it moves its first beat', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 5, noNaN: true }), (silence) => {
        const before = Math.round(silence * RATE);
        const pcm = new Int16Array([...new Int16Array(before), ...drums(124, LENGTH)]);
        const heard = tempoOf(pcm)!;
        expect(heard.bpm).toBeCloseTo(124, 0);
        expect(Math.abs(heard.firstBeat - before / RATE)).toBeLessThan(0.02);
      }),
      { numRuns: 4 },
    );
  });
});

describe('what has no beat', () => {
  const random = seeded(3);
  const noise = sounding(60, () => (random() * 2 - 1) * 8000);
  const irregular = Array.from({ length: 200 }, () => random()).map((_, i, all) =>
    all.slice(0, i).reduce((sum, r) => sum + 0.1 + 0.9 * r, 0),
  );

  it.each<[string, Int16Array]>([
    ['nothing', new Int16Array(0)],
    ['a second of sound', drums(120, 1)],
    ['silence', new Int16Array(20 * RATE)],
    ['a steady tone', sounding(20, (i) => 8000 * Math.sin(i * 0.05))],
    ['the loudest tone there can be', sounding(20, (i) => (i % 50 < 25 ? 32_767 : -32_768))],
    ['noise', noise],
    ['ten seconds of noise', noise.subarray(0, 10 * RATE)],
    ['a step of sixteen bits that flickers', sounding(20, (i) => (i * 7919) % 3)],
    [
      'clicks without a measure',
      clicks(
        60,
        irregular.filter((place) => place < 60),
      ),
    ],
  ])('%s tells no tempo', (_name, pcm) => {
    expect(tempoOf(pcm)).toBeNull();
  });
});

describe('little sound', () => {
  it('ten seconds of music are enough', () => {
    const heard = tempoOf(drums(128, 10))!;
    expect(heard.bpm).toBeCloseTo(128, 0);
  });

  it('at 8,000 samples a second is enough', () => {
    const dull = resample(resample(drums(128, 16), RATE, 8000, 'linear'), 8000, RATE, 'linear');
    expect(tempoOf(dull)!.bpm).toBeCloseTo(128, 0);
  });

  it.each([70, 100, 128, 170])('a metronome at %i beats is heard as one', (bpm) => {
    const places = Array.from({ length: Math.floor((30 * bpm) / 60) }, (_, k) => 0.5 + (k * 60) / bpm);
    const heard = tempoOf(clicks(30, places))!;
    // Which of its beats count, nobody can tell.
    expect([0.5, 1, 2].some((times) => Math.abs(heard.bpm / bpm / times - 1) < 0.005)).toBe(true);
    expect(distance(places[4]!, heard)).toBeLessThan(0.012);
  });
});
