import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Heard } from '../../src/domain/heard.js';
import { heardSchema } from '../../src/domain/heard-schema.js';
import { Listener } from '../../src/sound/listener.js';
import { Resampler } from '../../src/sound/resample.js';
import { arrange } from '../bench/sound/form/arranged.js';
import { random, toInt16 } from '../support/audio.js';

const RATE = 11_025;

/** Heard at once, or in chunks; it must be what a file of it may say. */
function heard(pcm: Int16Array, sizes: readonly number[] = [pcm.length], rate = RATE): Heard {
  const listener = new Listener(rate);
  for (let at = 0, i = 0; at < pcm.length; i++) {
    const size = Math.max(1, sizes[i % sizes.length]!);
    listener.hear(pcm.subarray(at, at + size));
    at += size;
  }
  return heardSchema.parse(listener.heard());
}

const samples = (seconds: number, at: (t: number, i: number) => number): Int16Array =>
  toInt16(Float32Array.from({ length: Math.round(seconds * RATE) }, (_, i) => at(i / RATE, i)));

let made: { pcm: Int16Array; bpm: number } | undefined;
function track(): NonNullable<typeof made> {
  if (!made) {
    const { sound, tempo } = arrange(6);
    made = { pcm: new Resampler(32_000, RATE).push(toInt16(sound)), bpm: tempo };
  }
  return made;
}

describe('what is heard', () => {
  it('of a track is its tempo, key, energy, timbre, and parts on its bars', () => {
    const { pcm, bpm } = track();
    const { tempo, key, energy, timbre, sections, vocals, seconds, loudness } = heard(pcm);
    expect(Math.abs(tempo!.bpm / bpm - 1)).toBeLessThan(0.001);
    expect(key).not.toBeNull();
    expect(energy).toBeGreaterThan(3);
    expect(timbre).toHaveLength(16);
    expect(sections.map(({ kind }) => kind)).toEqual(['intro', 'main', 'break', 'drop', 'outro']);
    expect(sections.at(-1)!.end).toBe(seconds);
    expect(vocals).toBeLessThan(0.5);
    expect(loudness).toBeNull();
  });

  it('of a stretch is what it would be of that stretch alone', () => {
    const { pcm, bpm } = track();
    const listener = new Listener(RATE);
    listener.hear(pcm);
    const part = listener.heard(20, 60);
    const alone = heard(pcm.subarray(20 * RATE, 60 * RATE));
    expect(part.seconds).toBe(40);
    expect(Math.abs(part.tempo!.bpm / bpm - 1)).toBeLessThan(0.002);
    expect(part.key!.key).toBe(alone.key!.key);
    expect(part.energy).toBeCloseTo(alone.energy!, 1);
    expect(part.tempo!.firstBeat).toBeCloseTo(alone.tempo!.firstBeat, 1);
    expect(listener.heard(500, 600)).toMatchObject({ seconds: 0, tempo: null, key: null, energy: null, sections: [] });
  });

  it('is the same in chunks of any size', () => {
    const pcm = track().pcm.subarray(0, 30 * RATE);
    const whole = heard(pcm);
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 50_000 }), { minLength: 1, maxLength: 5 }), (sizes) => {
        expect(heard(pcm, [...sizes, 10_000])).toEqual(whole);
      }),
      { numRuns: 5 },
    );
  });

  it('moves neither with the gain', () => {
    const { pcm } = track();
    const [loud, soft] = [pcm, pcm.map((value) => Math.round(value / 4))].map((sound) => heard(sound)) as [
      Heard,
      Heard,
    ];
    expect(soft.tempo!.bpm).toBeCloseTo(loud.tempo!.bpm, 1);
    expect(soft.key!.key).toBe(loud.key!.key);
    expect(soft.energy).toBeCloseTo(loud.energy!, 1);
    expect(soft.vocals).toBeCloseTo(loud.vocals!, 1);
    expect(soft.sections.map(({ kind }) => kind)).toEqual(loud.sections.map(({ kind }) => kind));
  });
});

describe('nothing is invented', () => {
  const noise = (): (() => number) => {
    const next = random(3);
    return () => 0.6 * (next() - 0.5);
  };
  const nothing = { tempo: null, key: null, energy: null, timbre: null, sections: [], vocals: null };

  it.each([
    ['no samples', new Int16Array(0)],
    ['silence', new Int16Array(60 * RATE)],
    ['a tenth of a second', samples(0.1, (t) => Math.sin(2 * Math.PI * 220 * t))],
  ])('of %s', (_, pcm) => {
    const { tempo, key, energy, vocals, loudness } = heard(pcm);
    expect({ tempo, key, energy, vocals, loudness }).toEqual({ ...pick(nothing), loudness: null });
  });

  it.each([
    ['a constant', samples(20, () => 0.5)],
    ['noise', samples(30, noise())],
    ['a steady tone', samples(30, (t) => 0.5 * Math.sin(2 * Math.PI * 440 * t))],
    ['pads that swell', samples(40, (t) => 0.3 * Math.sin(2 * Math.PI * 220 * t) * (1 + Math.sin(0.5 * t)))],
  ])('no beat of %s', (_, pcm) => {
    const { tempo, energy, sections } = heard(pcm);
    expect(tempo?.confidence ?? 0).toBeLessThan(0.5);
    expect(energy ?? 1).toBeLessThan(3);
    expect(sections.every(({ kind }) => kind !== 'drop')).toBe(true);
  });

  it.each([
    ['clicks at random', samples(20, clicks())],
    ['the loudest square', samples(20, (t) => Math.sign(Math.sin(2 * Math.PI * 220 * t)))],
    ['one sample', Int16Array.of(32_767)],
    ['ten seconds of music', track().pcm.subarray(0, 10 * RATE)],
  ])('but numbers of %s', (_, pcm) => {
    expect(JSON.stringify(heard(pcm))).not.toContain('NaN');
  });

  it('also at 8,000 samples a second', () => {
    const pcm = new Resampler(RATE, 8000).push(track().pcm.subarray(0, 40 * RATE));
    const { tempo } = heard(pcm, [pcm.length], 8000);
    expect(Math.abs(tempo!.bpm / track().bpm - 1)).toBeLessThan(0.005);
  });
});

function pick({ tempo, key, energy, vocals }: { tempo: null; key: null; energy: null; vocals: null }) {
  return { tempo, key, energy, vocals };
}

function clicks(): () => number {
  const next = random(4);
  return () => (next() < 0.0003 ? 1 : 0);
}
