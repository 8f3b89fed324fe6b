import { execFile, spawn } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { delimiter, dirname } from 'node:path';
import { promisify } from 'node:util';
import { findFfmpeg } from '../../src/audio/find-ffmpeg.js';

const run = promisify(execFile);

/** A small generator of numbers in [0, 1), the same for the same seed everywhere (mulberry32). */
export function random(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A tune of short notes over a bass, with drum-like bursts: loud everywhere, alike nowhere. Mono, within ±.8. */
export function synth(seconds: number, { seed = 1, rate = 44_100 } = {}): Float32Array {
  const next = random(seed);
  const out = new Float32Array(Math.round(seconds * rate));
  const note = Math.round(rate / 8);
  for (let begin = 0; begin < out.length; begin += note) {
    const tune = 220 * 2 ** (Math.floor(next() * 36) / 12);
    const bass = 55 * 2 ** (Math.floor(next() * 12) / 12);
    const burst = next() < 0.3 ? 0.25 : 0.02;
    for (let i = begin; i < Math.min(begin + note, out.length); i++) {
      const t = i / rate;
      const fade = Math.exp((-3 * (i - begin)) / note);
      const noise = (next() * 2 - 1) * burst * fade;
      out[i] = 0.3 * fade * Math.sin(2 * Math.PI * tune * t) + 0.2 * Math.sin(2 * Math.PI * bass * t) + noise;
    }
  }
  return out;
}

export function toInt16(samples: Float32Array): Int16Array {
  const out = new Int16Array(samples.length);
  for (let i = 0; i < out.length; i++) out[i] = Math.round(Math.max(-1, Math.min(1, samples[i]!)) * 32_767);
  return out;
}

/** A WAV file's bytes; `channels` copies of the same sound. */
export function wavBytes(samples: Int16Array, rate: number, channels = 1): Uint8Array {
  const data = samples.length * 2 * channels;
  const bytes = Buffer.alloc(44 + data);
  bytes.write('RIFF', 0, 'latin1');
  bytes.writeUInt32LE(36 + data, 4);
  bytes.write('WAVEfmt ', 8, 'latin1');
  bytes.writeUInt32LE(16, 16);
  bytes.writeUInt16LE(1, 20);
  bytes.writeUInt16LE(channels, 22);
  bytes.writeUInt32LE(rate, 24);
  bytes.writeUInt32LE(rate * 2 * channels, 28);
  bytes.writeUInt16LE(2 * channels, 32);
  bytes.writeUInt16LE(16, 34);
  bytes.write('data', 36, 'latin1');
  bytes.writeUInt32LE(data, 40);
  for (let i = 0; i < samples.length; i++) {
    for (let c = 0; c < channels; c++) bytes.writeInt16LE(samples[i]!, 44 + 2 * (i * channels + c));
  }
  return bytes;
}

export async function writeWav(path: string, samples: Int16Array, rate: number, channels = 1): Promise<void> {
  await writeFile(path, wavBytes(samples, rate, channels));
}

/** Path of the ffmpeg that the program itself would use. */
export async function testFfmpeg(): Promise<string> {
  return (await findFfmpeg({ env: process.env })).path;
}

/**
 * A PATH on which the npm package's ffmpeg comes first, where it is installed: it starts in a tenth of the time of a distribution's, which loads
 * two hundred libraries, and some runs start it dozens of times.
 */
export async function quickPath(): Promise<string> {
  const packaged = await findFfmpeg({ env: {} }).catch(() => null);
  const own = process.env['PATH'] ?? '';
  return packaged ? `${dirname(packaged.path)}${delimiter}${own}` : own;
}

/** Every ffmpeg on this machine that users may have: the one on the PATH and the npm package's of 2018. */
export async function everyFfmpeg(): Promise<Array<{ name: string; path: string }>> {
  const found: Array<{ name: string; path: string }> = [];
  for (const env of [process.env, {}]) {
    const ffmpeg = await findFfmpeg({ env }).catch(() => null);
    if (ffmpeg && !found.some((f) => f.path === ffmpeg.path)) found.push({ name: ffmpeg.origin, path: ffmpeg.path });
  }
  return found;
}

/** Has ffmpeg write `target` (the extension says the format) from a WAV or any other file. */
export async function encode(ffmpeg: string, source: string, target: string, options: string[] = []): Promise<void> {
  await run(ffmpeg, ['-nostdin', '-v', 'error', '-y', '-i', `file:${source}`, ...options, `file:${target}`]);
}

/** Likeness of two stretches of sound, from -1 to 1; 1 is the same but for its loudness. */
export function likeness(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let [ab, aa, bb] = [0, 0, 0];
  for (let i = 0; i < Math.min(a.length, b.length); i++) {
    ab += a[i]! * b[i]!;
    aa += a[i]! * a[i]!;
    bb += b[i]! * b[i]!;
  }
  return ab / (Math.sqrt(aa * bb) || 1);
}

/** By how many samples `heard` lags behind `truth` (negative: leads), within ±`reach`, and how alike they are then. */
export function lag(truth: Int16Array, heard: Int16Array, reach: number): { samples: number; likeness: number } {
  let best = { samples: 0, likeness: -2 };
  const length = Math.min(truth.length, heard.length) - 2 * reach;
  const middle = truth.subarray(reach, reach + length);
  for (let samples = -reach; samples <= reach; samples++) {
    const found = likeness(middle, heard.subarray(reach + samples, reach + samples + length));
    if (found > best.likeness) best = { samples, likeness: found };
  }
  return best;
}

export async function collect(chunks: AsyncIterable<Int16Array>): Promise<Int16Array> {
  const parts: Int16Array[] = [];
  for await (const chunk of chunks) parts.push(chunk);
  const out = new Int16Array(parts.reduce((n, part) => n + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

/** The sound of a file of any format, as a service would have it before it listens. */
export async function decoded(ffmpeg: string, file: Uint8Array, rate: number): Promise<Int16Array> {
  const child = spawn(ffmpeg, [
    '-v',
    'error',
    '-i',
    'pipe:0',
    '-f',
    's16le',
    '-ac',
    '1',
    '-ar',
    String(rate),
    'pipe:1',
  ]);
  child.stdin.on('error', () => {});
  child.stdin.end(file);
  const chunks: Buffer[] = [];
  for await (const chunk of child.stdout) chunks.push(chunk as Buffer);
  const bytes = Buffer.concat(chunks);
  return Int16Array.from({ length: bytes.length >> 1 }, (_, i) => bytes.readInt16LE(2 * i));
}
