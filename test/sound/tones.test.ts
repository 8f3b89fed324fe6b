import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TIMBRE_SIZE } from '../../src/domain/heard.js';
import { transposed } from '../../src/domain/musical-key.js';
import { Tones } from '../../src/sound/tones/tones.js';

const RATE = 11_025;
const C = 261.6256;
const SECONDS = 14;
const A_MINOR = 21;

/** Steps above the tonic of each second's chord, and what the bass plays. */
const MINOR = {
  chords: [
    [0, 3, 7],
    [-4, 0, 3],
    [5, 8, 12],
    [7, 10, 14],
  ],
  bass: [0, -4, 5, 7],
};
const MAJOR = {
  chords: [
    [0, 4, 7],
    [-3, 0, 4],
    [5, 9, 12],
    [7, 11, 14],
  ],
  bass: [0, -3, 5, 7],
};

function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32 - 0.5;
  };
}

const sound = (seconds: number, sample: (time: number) => number): Int16Array =>
  Int16Array.from({ length: Math.round(seconds * RATE) }, (_, i) => Math.round(sample(i / RATE)));

/** One wave with its first harmonics, from a table: sines are what a test of sounds spends its time on. */
function wave(harmonics: number): (cycles: number) => number {
  const table = Float64Array.from({ length: 4096 }, (_, i) => {
    let sum = 0;
    for (let h = 1; h <= harmonics; h++) sum += Math.sin((2 * Math.PI * h * i) / 4096) / h;
    return sum;
  });
  return (cycles) => table[Math.floor(cycles * 4096) & 4095]!;
}
const string = wave(4);
const low = wave(3);

/** Chords, bass and a noise on every beat, in a key and tuned so many cents off. */
function piece(key: number, { cents = 0, gain = 1, seconds = SECONDS, seed = 1 } = {}): Int16Array {
  const { chords, bass } = key < 12 ? MAJOR : MINOR;
  const next = random(seed);
  const hertz = (step: number) => C * 2 ** ((((key + 5) % 12) - 5 + step + cents / 100) / 12);
  const bars = chords.map((steps, bar) => ({ notes: steps.map(hertz), bass: hertz(bass[bar]! - 24) }));
  return sound(seconds, (time) => {
    const bar = bars[Math.floor(time) % bars.length]!;
    const within = time % 0.5;
    let sum = 2 * low(bar.bass * time);
    for (const note of bar.notes) sum += string(note * time);
    if (within < 0.08) sum += next() * 8 * (1 - within / 0.08);
    return 1500 * gain * sum;
  });
}

function tones(...chunks: Int16Array[]): Tones {
  const heard = new Tones(RATE);
  for (const chunk of chunks) heard.hear(chunk);
  return heard;
}

const distance = (a: number[], b: number[]) => Math.hypot(...a.map((value, i) => value - b[i]!));

describe('The key of a sound', () => {
  it('is that of its chords, moves by as many semitones as they do, whatever their tuning and how loud they are', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 23 }),
        fc.integer({ min: -40, max: 40 }),
        fc.integer({ min: -6, max: 6 }),
        fc.double({ min: 0.05, max: 1.5, noNaN: true }),
        (key, cents, semitones, gain) => {
          const heard = tones(piece(key, { cents })).key()!;
          expect(heard.key).toBe(key);
          expect(Math.abs(heard.tuning - cents)).toBeLessThan(4);
          expect(heard.confidence).toBeGreaterThan(0.5);
          expect(heard.second).not.toBe(key);
          const moved = tones(piece(transposed(key, semitones), { cents, gain })).key()!;
          expect(moved.key).toBe(transposed(heard.key, semitones));
        },
      ),
      { numRuns: 8 },
    );
  });

  it('is the same in chunks of any size, and after it was asked for in between', () => {
    const whole = piece(A_MINOR, { seconds: 8 });
    const once = tones(whole);
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 40_000 }), { maxLength: 8 }), (cuts) => {
        const places = [0, ...cuts.sort((a, b) => a - b), whole.length];
        const parts = tones();
        for (let i = 1; i < places.length; i++) {
          parts.hear(whole.subarray(places[i - 1]!, places[i]!));
          parts.key();
        }
        expect(parts.columns()).toEqual(once.columns());
      }),
      { numRuns: 10 },
    );
    expect(once.columns().count).toBeGreaterThan(25);
  });

  it('is told of a stretch by itself', () => {
    const both = tones(piece(A_MINOR, { seconds: 12 }), piece(6, { seconds: 12 }));
    expect(both.key(0, 12)?.key).toBe(A_MINOR);
    expect(both.key(12, 24)?.key).toBe(6);
    expect(both.key(12)?.key).toBe(6);
    expect(both.key(30, 40)).toBeNull();
    expect(both.key(5, 5)).toBeNull();
  });

  it('is not invented where there is none', () => {
    const noise = random(3);
    const word = random(4);
    const voice = wave(20);
    let [pitch, phase] = [0, 0];
    // Every quarter of a second a syllable begins, whose pitch glides.
    const speech = sound(20, (time) => {
      if (Math.round(time * RATE) % Math.round(RATE / 4) === 0) pitch = 130 + 90 * word();
      const within = (time * 4) % 1;
      phase += (pitch * (1.1 - 0.25 * within)) / RATE;
      return within < 0.8 ? 4000 * voice(phase) * Math.sin((Math.PI * within) / 0.8) : 0;
    });
    const cases: Record<string, Int16Array> = {
      silence: sound(20, () => 0),
      'the last bit': sound(20, () => Math.round(noise() * 2)),
      noise: sound(20, () => 20_000 * noise()),
      'full scale': sound(20, () => (noise() > 0 ? 32_767 : -32_768)),
      clicks: sound(20, (time) => (time % 0.5 < 0.5 / RATE ? 30_000 : 0)),
      'drums alone': sound(
        20,
        (time) =>
          12_000 * noise() * Math.exp(-14 * (time % 0.5)) +
          9000 * Math.sin(300 * Math.exp(-20 * (time % 0.5))) * Math.exp(-9 * (time % 0.5)),
      ),
      'one note': sound(20, (time) => 9000 * Math.sin(2 * Math.PI * 440 * time)),
      'a glide': sound(20, (time) => 9000 * Math.sin(2 * Math.PI * 100 * time * (1 + time / 10))),
      speech,
      'a chord of a second': piece(A_MINOR, { seconds: 1 }),
      nothing: new Int16Array(0),
    };
    for (const [name, pcm] of Object.entries(cases)) expect(tones(pcm).key()?.confidence ?? 0, name).toBeLessThan(0.2);
  });
});

describe('The timbre of a sound', () => {
  it('has its numbers between -1 and 1, whatever the sound, and none in silence', () => {
    const noise = random(5);
    for (const pcm of [
      piece(2),
      sound(3, () => 20_000 * noise()),
      sound(3, (t) => 32_000 * Math.sin(3000 * t)),
      sound(3, (t) => (t < 1 ? 9 : 0)),
    ]) {
      const timbre = tones(pcm).timbre();
      if (timbre === null) continue;
      expect(timbre).toHaveLength(TIMBRE_SIZE);
      for (const value of timbre) expect(Math.abs(value)).toBeLessThanOrEqual(1);
    }
    expect(tones(piece(2)).timbre()).not.toBeNull();
    expect(tones(sound(3, () => 0)).timbre()).toBeNull();
    expect(tones(new Int16Array(0)).timbre()).toBeNull();
  });

  it('stays where it is when the sound is louder or softer, and is nearer to the same sound in another key than to another one', () => {
    const noise = random(6);
    const quiet = tones(piece(A_MINOR, { gain: 0.2 })).timbre()!;
    const loud = tones(piece(A_MINOR, { gain: 1.4 })).timbre()!;
    const other = tones(piece(transposed(A_MINOR, 2), { seed: 9 })).timbre()!;
    const rush = tones(sound(SECONDS, (time) => 9000 * noise() * (1 + Math.sin(3 * time)))).timbre()!;
    expect(distance(quiet, loud)).toBeLessThan(0.1);
    expect(distance(loud, other)).toBeLessThan(distance(loud, rush) / 3);
  });
});

it('keeps at most 400 bytes of a second', () => {
  const { levels, tones: standing } = tones(sound(60, (time) => 9000 * Math.sin(2000 * time))).columns();
  expect((levels.length + standing.length) / 60).toBeLessThan(400);
});
