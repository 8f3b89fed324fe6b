/** Signals made of integers only, so that every machine has the same samples: the inputs of fixtures/shazam. 16 kHz mono. */

/** Marsaglia's xorshift with 32 bits. */
function random(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state ^ (state << 13)) >>> 0;
    state = (state ^ (state >>> 17)) >>> 0;
    state = (state ^ (state << 5)) >>> 0;
    return state;
  };
}

const triangle = (phase: number): number => {
  const x = phase >>> 15;
  return x < 65536 ? x - 32768 : 98303 - x;
};
const phaseStep = (hz: number): number => Math.floor((hz * 2 ** 32) / 16_000) >>> 0;

export function chords(length: number, seed: number, shift = 0): Int16Array {
  const next = random(seed);
  let voices: Array<{ phase: number; step: number; loudness: number }> = [];
  const out = new Int16Array(length);
  // A plain loop: hours of this are made for the tests, and `Int16Array.from` takes three times as long.
  for (let i = 0; i < length; i++) {
    const age = i % 4000;
    if (age === 0) {
      voices = Array.from({ length: 6 }, () => ({
        phase: next(),
        step: phaseStep(200 + (next() % 5200)),
        loudness: 2 + (next() % 5),
      }));
    }
    let sum = 0;
    for (const voice of voices) {
      sum += (triangle(voice.phase) * voice.loudness) >> 5;
      voice.phase = (voice.phase + voice.step) >>> 0;
    }
    const value = Math.trunc((sum * (4000 - age)) / 4000) + (next() % 129) - 64;
    out[i] = Math.max(-32768, Math.min(32767, value >> shift));
  }
  return out;
}

function noise(length: number): Int16Array {
  const next = random(7);
  return Int16Array.from({ length }, () => (next() % 16385) - 8192);
}

function sweep(length: number): Int16Array {
  let phase = 0;
  return Int16Array.from({ length }, (_, i) => {
    const value = triangle(phase) >> 1;
    phase = (phase + phaseStep(100 + Math.floor((5900 * i) / length))) >>> 0;
    return value;
  });
}

function bursts(length: number): Int16Array {
  const next = random(11);
  let phase = 0;
  let step = 0;
  return Int16Array.from({ length }, (_, i) => {
    const age = i % 48_000;
    if (age === 0) step = phaseStep(300 + (next() % 5000));
    if (age >= 1600) return 0;
    const value = triangle(phase) >> 1;
    phase = (phase + step) >>> 0;
    return value;
  });
}

export const SIGNALS: Record<string, () => Int16Array> = {
  'chords-12s': () => chords(192_000, 1),
  'white-3s': () => noise(48_000),
  'sweep-12s': () => sweep(192_000),
  'bursts-12s': () => bursts(192_000),
  'quiet-12s': () => chords(192_000, 1, 9),
  'chords-3s-odd': () => chords(48_077, 5),
  'silence-3s': () => new Int16Array(48_000),
  'tiny-100': () => chords(100, 9),
};
