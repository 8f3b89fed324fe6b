/** Small seeded pieces of music for the engine's tests: a bass, chords and a melody that never repeat exactly, and drums. */
export const RATE = 11025;

export function random(seed: number): () => number {
  let s = seed >>> 0;
  return () => {
    s = (s + 0x6d2b79f5) >>> 0;
    let t = Math.imul(s ^ (s >>> 15), 1 | s);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

export interface Playing {
  /** 1.05: everything 5 % faster at the same pitch, as under key-lock. */
  tempo?: number;
  /** 1.05: everything 5 % higher. With the same tempo it is vinyl played faster. */
  pitch?: number;
}

/** One worker runs many files of tests, and most want the same pieces. */
const played = new Map<string, Int16Array>();

/** A piece of a given length as recorded; played at another tempo it lasts accordingly shorter or longer. */
export function piece(seed: number, seconds: number, { tempo = 1, pitch = 1 }: Playing = {}): Int16Array {
  const key = [seed, seconds, tempo, pitch].join(' ');
  const kept = played.get(key) ?? play(seed, seconds, tempo, pitch);
  played.set(key, kept);
  // Whoever gets it may change it, or send it away.
  return kept.slice();
}

function play(seed: number, seconds: number, tempo: number, pitch: number): Int16Array {
  const next = random(seed);
  const out = new Float32Array(Math.ceil((seconds / tempo) * RATE));
  const root = 110 * 2 ** (Math.floor(next() * 12) / 12);
  const scale = [0, 2, 3, 5, 7, 8, 10, 12, 14, 15];
  const beat = 60 / (100 + next() * 40);
  for (let t = 0; t < seconds; t += beat / 2) {
    const onBeat = Math.round(t / (beat / 2)) % 2 === 0;
    if (onBeat) thump(out, t / tempo, 70 * pitch, 0.5);
    const notes = next() < 0.7 ? 1 + Math.floor(next() * 3) : 0;
    for (let n = 0; n < notes; n++) {
      const step = scale[Math.floor(next() * scale.length)]!;
      const octave = 1 + Math.floor(next() * 4);
      tone(
        out,
        t / tempo,
        (beat * (0.5 + next())) / tempo,
        root * octave * 2 ** (step / 12) * pitch,
        0.12 + next() * 0.15,
      );
    }
  }
  return toInt16(out, 20_000);
}

function tone(out: Float32Array, at: number, length: number, hz: number, level: number): void {
  const from = Math.round(at * RATE);
  const count = Math.round(length * RATE);
  for (let i = 0; i < count && from + i < out.length; i++) {
    const fade = Math.min(1, i / 60) * Math.exp((-3 * i) / count);
    const phase = (2 * Math.PI * hz * i) / RATE;
    out[from + i]! += level * fade * (Math.sin(phase) + 0.4 * Math.sin(2 * phase) + 0.2 * Math.sin(3 * phase));
  }
}

function thump(out: Float32Array, at: number, hz: number, level: number): void {
  const from = Math.round(at * RATE);
  for (let i = 0; i < 1500 && from + i < out.length; i++) {
    out[from + i]! += level * Math.exp(-i / 300) * Math.sin((2 * Math.PI * hz * i) / RATE);
  }
}

/** One after the other with equal-power crossfades of `fade` seconds. */
export function crossfade(parts: readonly Int16Array[], fade: number): Int16Array {
  const n = Math.round(fade * RATE);
  const total = parts.reduce((sum, p) => sum + p.length, 0) - n * (parts.length - 1);
  const out = new Float32Array(total);
  let at = 0;
  parts.forEach((part, k) => {
    for (let i = 0; i < part.length; i++) {
      // Most of it is in no fade.
      if (i >= n && part.length - i >= n) {
        out[at + i]! += part[i]!;
        continue;
      }
      const rising = k > 0 && i < n ? Math.sin(((i / n) * Math.PI) / 2) : 1;
      const left = part.length - i;
      const falling = k < parts.length - 1 && left < n ? Math.sin(((left / n) * Math.PI) / 2) : 1;
      out[at + i]! += part[i]! * rising * falling;
    }
    at += part.length - n;
  });
  return toInt16(out, 1);
}

/** In a plain loop: `Int16Array.from` takes many times as long. */
function toInt16(samples: Float32Array, loudness: number): Int16Array {
  const out = new Int16Array(samples.length);
  for (let i = 0; i < out.length; i++) out[i] = Math.max(-32768, Math.min(32767, samples[i]! * loudness));
  return out;
}
