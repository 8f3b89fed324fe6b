import { ENGINE_RATE } from '../../src/fingerprint/index.js';

/** A seeded source of numbers in [0, 1): mulberry32. */
export function seeded(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/**
 * A piece of its own for each seed: plucked notes of three harmonics over a beat of noise bursts. `speed` moves its events
 * nearer together, `pitch` its frequencies; `from` is where in the piece it begins.
 */
export function piece(seed: number, seconds: number, { speed = 1, pitch = 1, from = 0 } = {}): Float32Array {
  const random = seeded(seed);
  const noise = seeded(seed + 1000);
  const out = new Float32Array(Math.round(seconds * ENGINE_RATE));
  const step = 0.12 + 0.03 * random();
  const key = 110 * 2 ** (random() * 1);
  const scale = [0, 2, 3, 5, 7, 8, 10, 12, 14, 15, 17, 19, 22, 24];
  const end = from + seconds * speed;
  for (let at = 0, i = 0; at < end; at += step, i++) {
    const hz = key * 2 ** (scale[Math.floor(random() * scale.length)]! / 12) * pitch;
    const loud = 0.3 + 0.7 * random();
    const rest = random() < 0.2;
    const fade = 4 + 8 * random();
    const burst = i % 4 === 0;
    const start = (at - from) / speed;
    if (start < -2 || rest) continue;
    const first = Math.round(start * ENGINE_RATE);
    for (let n = Math.max(0, -first); n < 2 * ENGINE_RATE; n++) {
      const to = first + n;
      if (to >= out.length) break;
      const t = n / ENGINE_RATE;
      const level = loud * Math.exp(-fade * speed * t);
      if (level < 0.002) break;
      const phase = 2 * Math.PI * hz * t;
      out[to]! += level * (Math.sin(phase) + 0.6 * Math.sin(2 * phase) + 0.4 * Math.sin(3 * phase));
      if (burst && t < 0.04) out[to]! += 0.5 * (noise() - 0.5) * (1 - t / 0.04);
    }
  }
  return out;
}

export function toPcm(sound: Float32Array, gain = 4000): Int16Array {
  const out = new Int16Array(sound.length);
  for (let i = 0; i < out.length; i++) out[i] = Math.max(-32768, Math.min(32767, Math.round(sound[i]! * gain)));
  return out;
}

/** Sounds laid over each other, each from its own second on. */
export function layered(seconds: number, parts: readonly { at: number; sound: Float32Array }[]): Float32Array {
  const out = new Float32Array(Math.round(seconds * ENGINE_RATE));
  for (const { at, sound } of parts) {
    const first = Math.round(at * ENGINE_RATE);
    for (let i = 0; i < sound.length && first + i < out.length; i++) out[first + i]! += sound[i]!;
  }
  return out;
}
