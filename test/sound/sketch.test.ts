import { describe, expect, it } from 'vitest';
import { SoundSketch } from '../../src/sound/sketch.js';
import { synth, toInt16 } from '../support/audio.js';

const RATE = 11_025;
/** Two pieces, each on notes of its own, with a crossfade around the middle. */
function mixOf(seconds: number, middle: number, fade: number, notes: [number[], number[]]): Int16Array {
  const out = new Int16Array(seconds * RATE);
  for (let i = 0; i < out.length; i++) {
    const t = i / RATE;
    const share = Math.max(0, Math.min(1, (t - middle) / fade + 0.5));
    // What isn't heard isn't reckoned: a sine is what this file would take most of its time for.
    const a = share < 1 ? voice(notes[0], t) * Math.cos((share * Math.PI) / 2) : 0;
    const b = share > 0 ? voice(notes[1], t) * Math.sin((share * Math.PI) / 2) : 0;
    out[i] = 6000 * (a + b);
  }
  return out;
}
function voice(list: number[], t: number): number {
  const note = list[Math.floor(t * 4) % list.length]!;
  return Math.sin(2 * Math.PI * note * t) + 0.5 * Math.sin(4 * Math.PI * note * t);
}
const NOTES: [number[], number[]] = [
  [220, 277, 330, 440],
  [196, 233, 294, 349],
];
const sketchOf = (pcm: Int16Array, start = 0): SoundSketch => {
  const sketch = new SoundSketch(RATE, start);
  // In pieces that end anywhere.
  for (let at = 0; at < pcm.length; at += 7001) sketch.hear(pcm.subarray(at, at + 7001));
  return sketch;
};

describe('the sound of a mix', () => {
  it.each([10, 30])('tells the middle of a crossfade of %d s, wherever the guess is', (fade) => {
    const sketch = sketchOf(mixOf(150, 80, fade, NOTES));
    for (const guess of [55, 80, 100]) {
      const told = sketch.takeover({ start: 40, end: 120 }, { start: 0, end: 40 }, { start: 120, end: 150 }, guess);
      expect(Math.abs(told! - 80)).toBeLessThan(4);
    }
  });

  it('counts from where the listening began', () => {
    const sketch = sketchOf(mixOf(150, 80, 10, NOTES), 1000);
    const told = sketch.takeover(
      { start: 1040, end: 1120 },
      { start: 1000, end: 1040 },
      { start: 1120, end: 1150 },
      1090,
    );
    expect(Math.abs(told! - 1080)).toBeLessThan(4);
  });

  it('says nothing where both sides sound alike, or hardly anything of one is heard', () => {
    const alike = sketchOf(toInt16(synth(60, { rate: RATE })));
    expect(alike.takeover({ start: 20, end: 40 }, { start: 0, end: 20 }, { start: 0, end: 20 }, 30)).toBeNull();
    const different = sketchOf(mixOf(60, 30, 10, NOTES));
    expect(different.takeover({ start: 20, end: 50 }, { start: 0, end: 20 }, { start: 50, end: 55 }, 30)).toBeNull();
  });

  it('tells what sounds like nothing in a track', () => {
    const sketch = sketchOf(mixOf(100, 50, 2, NOTES));
    const track = { start: 0, end: 40 };
    expect(sketch.isStrange({ start: 70, end: 82 }, track)).toBe(true);
    expect(sketch.isStrange({ start: 20, end: 32 }, track)).toBe(false);
    expect(sketch.isStrange({ start: 20, end: 24 }, track)).toBeNull();
  });

  it('tells when it becomes another one for long, and of nothing shorter', () => {
    const [change, ...others] = sketchOf(mixOf(240, 130, 8, NOTES), 1000).changes();
    expect(Math.abs(change! - 1130)).toBeLessThan(4);
    expect(others).toEqual([]);
    expect(sketchOf(toInt16(synth(120, { rate: RATE }))).changes()).toEqual([]);
    expect(sketchOf(mixOf(80, 40, 8, NOTES)).changes()).toEqual([]);
  });

  it('stays within the stretch that it was asked about', () => {
    const sketch = sketchOf(mixOf(100, 30, 4, NOTES));
    const told = sketch.takeover({ start: 50.5, end: 70.5 }, { start: 0, end: 20 }, { start: 75, end: 100 }, 60);
    expect(told).toBe(50.5);
  });
});
