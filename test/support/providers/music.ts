import { chords } from '../shazam-signals.js';
import type { Known } from './recogniser.js';

const RATE = 16_000;

/** One worker runs many files of tests, and most want the same sounds. */
const made = new Map<string, Int16Array>();
function sound(seconds: number, seed: number): Int16Array {
  const key = `${seconds} ${seed}`;
  const pcm = made.get(key) ?? chords(seconds * RATE, seed);
  made.set(key, pcm);
  return pcm;
}

/** Tracks of chords that change four times a second, each its own. */
export function tracks(count: number, seconds: number): Known[] {
  return Array.from({ length: count }, (_, i) => ({
    title: `Song ${i + 1}`,
    artist: `Artist ${i + 1}`,
    isrc: `QZTST26${String(i + 1).padStart(5, '0')}`,
    album: `Album ${i + 1}`,
    pcm: sound(seconds, 100 + i),
  }));
}

/** Parts of tracks after one another; null is music that nobody knows. */
export function mixOf(
  parts: ReadonlyArray<{ track: Known | null; from: number; seconds: number; speed?: number }>,
): Int16Array {
  const pieces = parts.map(({ track, from, seconds, speed = 1 }, i) =>
    track
      ? played(track.pcm.subarray(from * RATE, (from + seconds * speed) * RATE), speed)
      : chords(seconds * RATE, 9000 + i),
  );
  const mix = new Int16Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    mix.set(piece, at);
    at += piece.length;
  }
  return mix;
}

/** As a record player plays it: faster is higher. */
function played(pcm: Int16Array, speed: number): Int16Array {
  if (speed === 1) return pcm;
  return Int16Array.from({ length: Math.floor((pcm.length - 1) / speed) }, (_, i) => {
    const at = i * speed;
    const left = pcm[Math.floor(at)]!;
    return Math.round(left + (pcm[Math.floor(at) + 1]! - left) * (at % 1));
  });
}

export function resample(pcm: Int16Array, rate: number): Int16Array {
  const ratio = RATE / rate;
  return Int16Array.from({ length: Math.floor(pcm.length / ratio) }, (_, i) => {
    const from = Math.floor(i * ratio);
    const to = Math.max(from + 1, Math.floor((i + 1) * ratio));
    let sum = 0;
    for (let k = from; k < to; k++) sum += pcm[k] ?? 0;
    return Math.round(sum / (to - from));
  });
}

/** To 16 kHz, by straight lines: enough for the peaks below half the old rate. */
export function upsample(pcm: Int16Array, rate: number): Int16Array {
  const ratio = rate / RATE;
  return Int16Array.from({ length: Math.floor(pcm.length / ratio) }, (_, i) => {
    const at = i * ratio;
    const left = pcm[Math.floor(at)] ?? 0;
    const right = pcm[Math.min(pcm.length - 1, Math.floor(at) + 1)] ?? 0;
    return Math.round(left + (right - left) * (at % 1));
  });
}
