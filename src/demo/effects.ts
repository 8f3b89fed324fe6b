import { Filter, RATE, type Sound } from './sound.js';

/** Lengths of the four delays in samples at 32 kHz: without common factors, so that their echoes don't pile up. */
const DELAYS = [1187, 1453, 1741, 2053];

/** A room: four delay lines that feed each other (a Hadamard matrix keeps their energy), duller with each round. */
export function reverb(input: Sound, feedback: number, damping: number): Sound {
  const out = new Float32Array(input.length);
  const lines = DELAYS.map((length) => new Float32Array(length));
  const [a, b, c, d] = lines as [Float32Array, Float32Array, Float32Array, Float32Array];
  let [ia, ib, ic, id] = [0, 0, 0, 0];
  let [la, lb, lc, ld] = [0, 0, 0, 0];
  const keep = 1 - damping;
  const gain = feedback / 2;
  for (let i = 0; i < input.length; i++) {
    la = la * damping + a[ia]! * keep;
    lb = lb * damping + b[ib]! * keep;
    lc = lc * damping + c[ic]! * keep;
    ld = ld * damping + d[id]! * keep;
    const x = input[i]!;
    const [p, m, q, n] = [la + lb, la - lb, lc + ld, lc - ld];
    a[ia] = x + gain * (p + q);
    b[ib] = x + gain * (m + n);
    c[ic] = x + gain * (p - q);
    d[id] = x + gain * (m - n);
    if (++ia === a.length) ia = 0;
    if (++ib === b.length) ib = 0;
    if (++ic === c.length) ic = 0;
    if (++id === d.length) id = 0;
    out[i] = (la + lb + lc + ld) * 0.25;
  }
  return out;
}

/** Repeats after `seconds`, each softer and duller. */
export function echo(input: Sound, seconds: number, feedback: number): Sound {
  const out = new Float32Array(input.length);
  const delay = Math.max(1, Math.round(seconds * RATE));
  let dull = 0;
  for (let i = delay; i < input.length; i++) {
    dull += (out[i - delay]! * feedback - dull) * 0.5;
    out[i] = input[i - delay]! + dull;
  }
  return out;
}

/** Pushes the sound down at each kick and lets it come back: what makes a club track breathe. In place. */
export function pump(sound: Sound, kicks: readonly number[], depth: number, seconds: number): void {
  const width = Math.round(seconds * RATE);
  for (const [k, kick] of kicks.entries()) {
    // Never twice: a kick that comes early takes over.
    const end = Math.min(sound.length, kick + width, kicks[k + 1] ?? Number.POSITIVE_INFINITY);
    for (let i = kick; i < end; i++) {
      const t = (i - kick) / width;
      sound[i]! *= 1 - depth * (1 - t * t * (3 - 2 * t));
    }
  }
}

/** How often a sweeping filter is set anew. */
const CONTROL = 32;

/** A low-pass over a stretch, its cutoff gliding in octaves. In place. */
export function sweep(sound: Sound, start: number, end: number, from: number, to: number): void {
  const filter = new Filter();
  const length = Math.min(end, sound.length) - start;
  for (let i = 0; i < length; i++) {
    if (i % CONTROL === 0) filter.tune(from * (to / from) ** (i / length), 0.25);
    filter.run(sound[start + i]!);
    sound[start + i] = filter.low;
  }
}

/** One-pole corner, as a part of each step, above which `master` lifts: about 2.5 kHz at 32 kHz. */
const AIR = 0.4;
const LIFT = 0.9;

/** Brightened, brought to a level of loudness, with peaks rounded off rather than clipped. In place. */
export function master(sound: Sound, rms: number): void {
  let sum = 0;
  let low = 0;
  for (let i = 0; i < sound.length; i++) {
    const value = sound[i]!;
    low += (value - low) * AIR;
    sound[i] = value + (value - low) * LIFT;
    sum += sound[i]! ** 2;
  }
  const gain = sum > 0 ? rms / Math.sqrt(sum / sound.length) : 1;
  for (let i = 0; i < sound.length; i++) sound[i] = 0.97 * Math.tanh(sound[i]! * gain);
}
