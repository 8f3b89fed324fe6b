import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Played } from './simulation.js';

/** A track of somebody's music. */
export interface Song {
  name: string;
  pcm: Int16Array;
}

/** Tracks of two and a half to eight minutes, decoded by the ffmpeg on the PATH. */
export function songsIn(folder: string, most: number, rate: number): Song[] {
  const songs: Song[] = [];
  for (const name of readdirSync(folder).sort()) {
    if (songs.length === most) break;
    if (!/\.(mp3|ogg|opus|flac|m4a|wav)$/i.test(name)) continue;
    const args = ['-v', 'error', '-i', join(folder, name), '-ac', '1', '-ar', String(rate), '-f', 's16le', '-'];
    const bytes = execFileSync('ffmpeg', args, { maxBuffer: 1 << 28 });
    const pcm = new Int16Array(bytes.buffer, bytes.byteOffset, bytes.length >> 1);
    const seconds = pcm.length / rate;
    if (seconds >= 150 && seconds <= 480) songs.push({ name, pcm: Int16Array.from(pcm) });
  }
  return songs;
}

/** Gains of the old and the new track at a share of the transition: as faders are moved. */
const FADES: ReadonlyArray<(x: number) => [number, number]> = [
  (x) => [Math.cos((x * Math.PI) / 2), Math.sin((x * Math.PI) / 2)],
  (x) => [1 - x, x],
  // The new one is brought in under the old one, which leaves afterwards.
  (x) => [Math.min(1, 2 - 2 * x), Math.min(1, 2 * x)],
  // A cut in the middle.
  (x) => (x < 0.5 ? [1, 0] : [0, 1]),
];

export interface RealMix {
  played: Played[];
  pcm: Int16Array;
  seconds: number;
}

/** Cues, speeds, transitions and ends are distributed as in the simulated mixes. */
export function mixOf(
  songs: readonly Song[],
  count: number,
  random: () => number,
  { rate, knows, fastest = 0.06 }: { rate: number; knows: number; fastest?: number },
): RealMix {
  const between = (low: number, high: number): number => low + random() * (high - low);
  const order = [...songs].sort(() => random() - 0.5).slice(0, count);
  const out = new Float64Array(order.reduce((sum, { pcm }) => sum + pcm.length * 1.1, 0));
  const played: Played[] = [];
  let at = 0;
  let overlap = 0;
  let fade = FADES[0]!;
  for (const { name, pcm } of order) {
    const length = pcm.length / rate;
    const speed = between(1 - fastest, 1 + fastest);
    const cue = random() < 0.75 ? between(0, 4) : between(4, Math.min(60, length / 4));
    const alone = Math.max(60, (length - cue - between(15, Math.min(90, length / 4))) / speed - overlap);
    const last = at + Math.min(overlap + alone, (length - cue) / speed);
    const leaving = Math.min([1, 2, 3, 4][Math.floor(random() ** 1.5 * 4)]! * 15.4, (last - at) / 3);
    const nextFade = FADES[Math.floor(random() * FADES.length)]!;
    const gain = 3000 / Math.sqrt(pcm.reduce((sum, v) => sum + v * v, 0) / pcm.length);
    for (let i = 0; i < (last - at) * rate; i++) {
      const source = cue * rate + i * speed;
      const left = Math.floor(source);
      if (left + 1 >= pcm.length) break;
      const value = pcm[left]! + (pcm[left + 1]! - pcm[left]!) * (source - left);
      const t = i / rate;
      const comes = t < overlap ? fade(t / overlap)[1] : 1;
      const goes = last - at - t < leaving ? nextFade(1 - (last - at - t) / leaving)[0] : 1;
      out[Math.round(at * rate) + i]! += value * gain * comes * goes;
    }
    const known = random() < knows;
    played.push({ name, first: at, last, takesOver: at + overlap / 2, cue, length, speed, known });
    overlap = leaving;
    fade = nextFade;
    at = last - overlap;
  }
  const seconds = at + overlap;
  const pcm = Int16Array.from(out.subarray(0, Math.floor(seconds * rate)), (v) => Math.max(-32768, Math.min(32767, v)));
  return { played, pcm, seconds };
}
