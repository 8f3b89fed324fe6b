import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { decode } from './music.js';
import type { MixPlan, Play, Variant } from './plan.js';
import { Random } from './random.js';

const RATE = 44_100;

/** What becomes of a mix on its way to the file. */
export interface Treatment {
  /** What the whole mix goes through. */
  filter: string;
  encoder: readonly string[];
  /** Level of the noise under it, full scale being 1. */
  noise: number;
  /** Tracks keep their pitch when they are played at another speed. */
  keylock: boolean;
}

export const mp3 = (kbits: number, channels = 2): string[] => [
  ...['-ac', String(channels), '-c:a', 'libmp3lame', '-b:a', `${kbits}k`],
];
export const PLAIN: Treatment = { filter: 'anull', encoder: mp3(192), noise: 0, keylock: false };
const CLUB: Treatment = {
  ...PLAIN,
  filter:
    'equalizer=f=70:t=o:w=1.5:g=7,equalizer=f=400:t=o:w=1:g=-4,equalizer=f=2500:t=o:w=1:g=5,highshelf=f=6000:g=-8,' +
    'acompressor=threshold=0.06:ratio=6:attack=5:release=120:makeup=2,aecho=0.8:0.7:31|47|79|113:0.35|0.3|0.25|0.2',
  encoder: mp3(128),
  // About 12 dB under the music.
  noise: 0.03,
};
export const TREATMENTS: Record<Variant, Treatment> = {
  plain: PLAIN,
  keylock: { ...PLAIN, keylock: true },
  vinyl: PLAIN,
  club: CLUB,
  lowrate: { ...PLAIN, encoder: mp3(48, 1) },
};
/** Every track is brought to this mean level, as a DJ does by the gain knob. */
const LOUDNESS = 0.12;

/** Makes the mix and writes it as an MP3. Holds only the tracks that sound at once. */
export async function renderMix(
  plan: MixPlan,
  path: string,
  { filter, encoder: codec, noise, keylock }: Treatment = TREATMENTS[plan.variant],
): Promise<void> {
  const encoder = spawn(
    'ffmpeg',
    ['-v', 'error', '-y', '-f', 's16le', '-ar', String(RATE), '-ac', '1', '-i', '-', '-af', filter, ...codec, path],
    { stdio: ['pipe', 'ignore', 'inherit'] },
  );
  const closed = once(encoder, 'close');
  const random = new Random(plan.seed + 99);
  let sounding: { play: Play; sound: Float32Array; first: number }[] = [];
  let next = 0;
  const total = Math.round(plan.seconds * RATE);
  for (let at = 0; at < total; at += RATE) {
    while (next < plan.plays.length && plan.plays[next]!.start * RATE < at + RATE) {
      const play = plan.plays[next++]!;
      sounding.push({ play, sound: await renderPlay(play, keylock), first: Math.round(play.start * RATE) });
    }
    const length = Math.min(RATE, total - at);
    const out = new Float32Array(length);
    for (const { sound, first } of sounding) {
      const from = Math.max(0, at - first);
      const to = Math.min(sound.length, at + length - first);
      for (let i = from; i < to; i++) out[first + i - at]! += sound[i]!;
    }
    const pcm = Int16Array.from(out, (value) => {
      const heard = value + noise * (2 * random.next() - 1) * 1.7;
      return Math.max(-32768, Math.min(32767, Math.round(heard * 32767)));
    });
    if (!encoder.stdin.write(Buffer.from(pcm.buffer))) await once(encoder.stdin, 'drain');
    sounding = sounding.filter(({ sound, first }) => first + sound.length > at + length);
  }
  encoder.stdin.end();
  const [code] = await closed;
  if (code !== 0) throw new Error(`ffmpeg couldn't write ${path}`);
}

async function renderPlay(play: Play, keepsPitch: boolean): Promise<Float32Array> {
  const parts: Float32Array[] = [];
  for (const { from, seconds } of play.stretches) {
    const keylock = keepsPitch && { filter: `rubberband=tempo=${play.speed}` };
    const pcm = await decode(play.file.path, RATE, { start: from, seconds, ...keylock });
    parts.push(Float32Array.from(pcm, (value) => value / 32768));
  }
  let sound = joined(parts);
  if (!keepsPitch && (play.speed !== 1 || play.endSpeed !== 1)) {
    sound = resampled(sound, play.speed, play.endSpeed);
  }
  const power = sound.reduce((sum, value) => sum + value * value, 0) / sound.length;
  const gain = power > 0 ? ((play.gain ?? 1) * LOUDNESS) / Math.sqrt(power) : 0;
  for (let i = 0; i < sound.length; i++) sound[i]! *= gain;
  fade(sound, play.fadeIn, play.fadeOut);
  return sound;
}

function joined(parts: readonly Float32Array[]): Float32Array {
  const out = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

/** Plays it like a record whose speed goes evenly from one value to another. Cubic interpolation. */
function resampled(sound: Float32Array, speed: number, endSpeed: number): Float32Array {
  const length = Math.floor(sound.length / ((speed + endSpeed) / 2));
  const out = new Float32Array(length);
  const growth = (endSpeed - speed) / length;
  for (let i = 0; i < length; i++) {
    const at = i * speed + 0.5 * growth * i * i;
    const k = Math.floor(at);
    const t = at - k;
    const a = sound[k - 1] ?? 0;
    const b = sound[k] ?? 0;
    const c = sound[k + 1] ?? 0;
    const d = sound[k + 2] ?? 0;
    out[i] = b + 0.5 * t * (c - a + t * (2 * a - 5 * b + 4 * c - d + t * (3 * (b - c) + d - a)));
  }
  return out;
}

/** Fades of equal power: both tracks of a crossfade are equally loud in its middle. */
function fade(sound: Float32Array, fadeIn: number, fadeOut: number): void {
  const rise = Math.min(sound.length, Math.round(fadeIn * RATE));
  for (let i = 0; i < rise; i++) sound[i]! *= Math.sin((Math.PI / 2) * (i / rise));
  const fall = Math.min(sound.length, Math.round(fadeOut * RATE));
  for (let i = 0; i < fall; i++) sound[sound.length - 1 - i]! *= Math.sin((Math.PI / 2) * (i / fall));
}
