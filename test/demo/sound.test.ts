import { describe, expect, it } from 'vitest';
import { makeKit } from '../../src/demo/drums.js';
import { playSet, turned } from '../../src/demo/mix.js';
import { seeded } from '../../src/demo/random.js';
import { render } from '../../src/demo/render.js';
import { barSeconds, type Score } from '../../src/demo/score.js';
import { LIBRARY, SET, truthOf } from '../../src/demo/set.js';
import { RATE, type Sound } from '../../src/demo/sound.js';
import { brassKey } from '../../src/demo/tracks/brass-key.js';
import { playNote } from '../../src/demo/voices.js';

const short = (score: Score): Score => ({ ...score, sections: [{ bars: 2, plays: score.sections[3]!.plays }] });

const rms = (sound: Sound) => Math.sqrt(sound.reduce((sum, x) => sum + x * x, 0) / sound.length);

/** How strongly a pitch and its overtones are in a sound (Goertzel). */
function strength(sound: Sound, hz: number): number {
  let total = 0;
  for (const partial of [1, 2, 3]) {
    const k = 2 * Math.cos((2 * Math.PI * hz * partial) / RATE);
    let [a, b] = [0, 0];
    for (const x of sound) [a, b] = [x + k * a - b, a];
    total += a * a + b * b - k * a * b;
  }
  return total;
}

describe('a voice', () => {
  const voices = [...LIBRARY, brassKey].flatMap((s) => s.parts.map((p) => [`${s.title}: ${p.name}`, p.voice] as const));

  it.each(voices)('%s plays the note that it is asked for', (_, voice) => {
    const note = playNote(voice, 220, 0.4, seeded(1)).subarray(0, RATE * 0.4);
    expect(note.every((x) => Math.abs(x) < 4)).toBe(true);
    for (const wrong of [220 * 2 ** (1 / 12), 220 / 2 ** (1 / 12)]) {
      expect(strength(note, 220)).toBeGreaterThan(4 * strength(note, wrong));
    }
  });
});

it('a kit has six drums that start at once and die away', () => {
  for (const drum of Object.values(makeKit(brassKey.kit, seeded(1)))) {
    const tenth = Math.floor(drum.length / 10);
    expect(rms(drum.subarray(-tenth))).toBeLessThan(rms(drum.subarray(0, tenth)) / 10);
  }
});

describe('render', () => {
  const sound = render(short(brassKey));

  it('is as loud as the others, and never clips', () => {
    for (const score of LIBRARY)
      expect(Math.abs(20 * Math.log10(rms(render(short(score))) / rms(sound)))).toBeLessThan(3);
    expect(sound.every((x) => Math.abs(x) < 1)).toBe(true);
  });

  it('gives the same samples each time', () => {
    expect(Buffer.compare(Buffer.from(render(short(brassKey)).buffer), Buffer.from(sound.buffer))).toBe(0);
  });

  it('at another tempo changes the length and not the pitch', () => {
    const bass: Score = { ...short(brassKey), sections: [{ bars: 2, plays: ['whistle'] }] };
    const faster = render(bass, bass.tempo * 1.08);
    const plain = render(bass);
    expect(plain.length - faster.length).toBeCloseTo(2 * RATE * (barSeconds(bass.tempo) * (1 - 1 / 1.08)), -1);
    // A tone of its own scale, against the one that a record turned so fast would give.
    const tone = [72, 74, 75, 77, 79].map((midi) => 440 * 2 ** ((midi - 69) / 12));
    const own = tone.reduce((sum, hz) => sum + strength(faster, hz), 0);
    expect(own).toBeGreaterThan(3 * tone.reduce((sum, hz) => sum + strength(faster, hz * 1.04), 0));
  });
});

describe('the mix', () => {
  it('turns a record faster and higher', () => {
    const tone = Float32Array.from({ length: RATE }, (_, i) => Math.sin((2 * Math.PI * 440 * i) / RATE));
    const fast = turned(tone, 1.05);
    expect(fast.length).toBeCloseTo(RATE / 1.05, -1);
    expect(strength(fast, 462)).toBeGreaterThan(100 * strength(fast, 440));
  });

  it('knows the truth about itself', () => {
    const truths = truthOf();
    expect(truths[0]).toMatchObject({ start: 0, heard: 0 });
    expect(truths.filter((t) => t.score === null)).toHaveLength(1);
    for (const [i, truth] of truths.slice(1).entries()) {
      const fade = truths[i]!.end - truth.heard;
      expect(truth.start).toBeCloseTo(truth.heard + fade / 2);
      expect(fade).toBeGreaterThanOrEqual(8);
      expect(fade).toBeLessThanOrEqual(16);
      expect(Math.abs(truth.speed - 1)).toBeLessThan(0.06);
    }
    expect(truths.some((t) => t.deck === 'key-lock' && t.speed > 1.03)).toBe(true);
    expect(truths.some((t) => t.deck === 'vinyl' && t.speed < 0.97)).toBe(true);
  });

  it('lays each track where the truth says, at its speed', () => {
    // A click a bar on the first deck, silence on the second.
    const score = SET[0]!.score;
    const clicks = new Float32Array(RATE * 40);
    for (let bar = 0; bar < 16; bar++) clicks[Math.round(bar * barSeconds(score.tempo) * RATE)] = 1;
    const set = [
      { score, deck: 'vinyl', from: 0, to: 8, fade: 0 },
      { score: brassKey, deck: 'vinyl', from: 0, to: 8, fade: 4 },
    ] as const;
    const playing = playSet((s) => (s === score ? clicks : new Float32Array(RATE * 40)), set, 126);
    const steps = [playing.next().value, playing.next().value];
    expect(steps).toEqual([1, 2]);
    const mix = playing.next().value as Sound;
    const loudest = (from: number, to: number) => {
      const part = mix.subarray(Math.round(from * RATE), Math.round(to * RATE));
      return from + part.indexOf(Math.max(...part)) / RATE;
    };
    const bar = barSeconds(126);
    expect(loudest(1.5 * bar, 2.5 * bar)).toBeCloseTo(2 * bar, 3);
    expect(loudest(2.5 * bar, 3.5 * bar)).toBeCloseTo(3 * bar, 3);
    // Half-way through a fade of equal power it is 3 dB down.
    expect(mix[Math.round(6 * bar * RATE)]! / mix[Math.round(3 * bar * RATE)]!).toBeCloseTo(Math.SQRT1_2, 1);
    expect(mix.length).toBe(Math.round(12 * bar * RATE));
  });
});
