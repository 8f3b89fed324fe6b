import { describe, expect, it } from 'vitest';
import { MusicMeter } from '../../src/sound/music-meter.js';

const RATE = 11025;

function random(seed: number): () => number {
  let s = seed;
  return () => {
    s = (Math.imul(s, 1_664_525) + 1_013_904_223) >>> 0;
    return s / 2 ** 32;
  };
}

/** A beat: a decaying thump every half second over a steady tone. */
function music(seconds: number): Int16Array {
  return Int16Array.from({ length: seconds * RATE }, (_, i) => {
    const t = i / RATE;
    const beat = t % 0.5;
    return 6000 * Math.exp(-beat * 12) * Math.sin(2 * Math.PI * 60 * t) + 2500 * Math.sin(2 * Math.PI * 440 * t);
  });
}

/** Like speech: voiced syllables, hisses and pauses of uneven lengths. */
function speech(seconds: number, seed = 1): Int16Array {
  const next = random(seed);
  const pcm = new Int16Array(seconds * RATE);
  let i = 0;
  while (i < pcm.length) {
    const kind = next();
    const length = Math.floor((0.05 + next() * 0.25) * RATE);
    for (let j = 0; j < length && i < pcm.length; j++, i++) {
      const shape = Math.sin((Math.PI * j) / length);
      if (kind < 0.45) pcm[i] = 8000 * shape * Math.sign(Math.sin((2 * Math.PI * 130 * j) / RATE)) * 0.6;
      else if (kind < 0.7) pcm[i] = 3000 * shape * (next() * 2 - 1);
    }
  }
  return pcm;
}

function meter(...parts: Int16Array[]): MusicMeter {
  const m = new MusicMeter(RATE);
  // Odd chunks: nothing may depend on how the sound is cut.
  for (const part of parts) for (let i = 0; i < part.length; i += 7919) m.hear(part.subarray(i, i + 7919));
  return m;
}

describe('where a mix has no music', () => {
  it('finds none in music', () => {
    expect(meter(music(60)).musicless()).toEqual([]);
  });

  it('finds silence to the second', () => {
    const m = meter(music(20), new Int16Array(15 * RATE), music(20));
    const [gap, ...rest] = m.musicless();
    expect(rest).toEqual([]);
    expect(gap!.start).toBeCloseTo(20, 0);
    expect(gap!.end).toBeCloseTo(35, 0);
  });

  it('counts a silent end to the very end', () => {
    const m = meter(music(20), new Int16Array(Math.round(15.7 * RATE)));
    expect(m.musicless()[0]!.end).toBe(m.end);
  });

  it('finds speech', () => {
    const gaps = meter(music(40), speech(60), music(40)).musicless();
    expect(gaps).toHaveLength(1);
    expect(gaps[0]!.start).toBeGreaterThan(35);
    expect(gaps[0]!.end).toBeLessThan(105);
    expect(gaps[0]!.end - gaps[0]!.start).toBeGreaterThan(45);
  });

  it('calls a whole file of speech musicless', () => {
    const m = meter(speech(63, 7));
    expect(m.musicless()).toEqual([{ start: 0, end: m.end }]);
  });

  it('reckons from where listening began', () => {
    const m = new MusicMeter(RATE, 100);
    m.hear(new Int16Array(5 * RATE));
    expect(m.end).toBeCloseTo(105);
    expect(m.musicless()[0]!.start).toBe(100);
  });
});
