/**
 * How far boundaries are off on real music: mixes are made of real tracks as the simulation says, the program's own code
 * listens to them and asks a simulated service, and every boundary is held against the middle of its transition.
 */
import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { assemble } from '../../../src/app/assembly/assemble.js';
import type { Sound } from '../../../src/app/assembly/sound.js';
import { SoundSketch } from '../../../src/app/hearing/sound-sketch.js';
import { ask } from '../../../src/app/probing/ask.js';
import type { SampleIdentifier } from '../../../src/domain/ports.js';
import { SILENT } from './measure.js';
import { answerAt, dice, type Played, SAMPLE, type Service, takesOverBefore } from './simulation.js';

const RATE = 11_025;

interface Song {
  name: string;
  pcm: Int16Array;
}

/** Tracks of two and a half to eight minutes, decoded by the ffmpeg on the PATH. */
export function songsIn(folder: string, most: number): Song[] {
  const songs: Song[] = [];
  for (const name of readdirSync(folder).sort()) {
    if (songs.length === most) break;
    if (!/\.(mp3|ogg|opus|flac|m4a|wav)$/i.test(name)) continue;
    const args = ['-v', 'error', '-i', join(folder, name), '-ac', '1', '-ar', String(RATE), '-f', 's16le', '-'];
    const bytes = execFileSync('ffmpeg', args, { maxBuffer: 1 << 28 });
    const pcm = new Int16Array(bytes.buffer, bytes.byteOffset, bytes.length >> 1);
    const seconds = pcm.length / RATE;
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
export function mixOf(songs: readonly Song[], count: number, random: () => number, service: Service): RealMix {
  const between = (low: number, high: number): number => low + random() * (high - low);
  const order = [...songs].sort(() => random() - 0.5).slice(0, count);
  const out = new Float64Array(order.reduce((sum, { pcm }) => sum + pcm.length * 1.1, 0));
  const played: Played[] = [];
  let at = 0;
  let overlap = 0;
  let fade = FADES[0]!;
  for (const { name, pcm } of order) {
    const length = pcm.length / RATE;
    const speed = between(0.94, 1.06);
    const cue = random() < 0.75 ? between(0, 4) : between(4, Math.min(60, length / 4));
    const alone = Math.max(60, (length - cue - between(15, Math.min(90, length / 4))) / speed - overlap);
    const last = at + Math.min(overlap + alone, (length - cue) / speed);
    const leaving = Math.min([1, 2, 3, 4][Math.floor(random() ** 1.5 * 4)]! * 15.4, (last - at) / 3);
    const nextFade = FADES[Math.floor(random() * FADES.length)]!;
    const gain = 3000 / Math.sqrt(pcm.reduce((sum, v) => sum + v * v, 0) / pcm.length);
    for (let i = 0; i < (last - at) * RATE; i++) {
      const source = cue * RATE + i * speed;
      const left = Math.floor(source);
      if (left + 1 >= pcm.length) break;
      const value = pcm[left]! + (pcm[left + 1]! - pcm[left]!) * (source - left);
      const t = i / RATE;
      const comes = t < overlap ? fade(t / overlap)[1] : 1;
      const goes = last - at - t < leaving ? nextFade(1 - (last - at - t) / leaving)[0] : 1;
      out[Math.round(at * RATE) + i]! += value * gain * comes * goes;
    }
    const known = random() < service.knows;
    played.push({ name, first: at, last, takesOver: at + overlap / 2, cue, length, speed, known });
    overlap = leaving;
    fade = nextFade;
    at = last - overlap;
  }
  const seconds = at + overlap;
  const pcm = Int16Array.from(out.subarray(0, Math.floor(seconds * RATE)), (v) => Math.max(-32768, Math.min(32767, v)));
  return { played, pcm, seconds };
}

/** By how many seconds boundaries are late (early: negative). */
export interface Errors {
  /** Placed by offsets and lengths alone, and with the sound. */
  without: number[];
  with: number[];
  /** Of those alone that the sound has placed: what the simulation draws from. */
  bySound: number[];
}

export async function errorsOf(mix: RealMix, service: Service, random: () => number): Promise<Errors> {
  const errors: Errors = { without: [], with: [], bySound: [] };
  const sketch = new SoundSketch(RATE);
  sketch.hear(mix.pcm);
  const sound: Sound = {
    takeover(...question) {
      const time = sketch.takeover(...question);
      const truth = takesOverBefore(mix.played, question[2].start);
      if (time !== null && truth !== null) errors.bySound.push(time - truth);
      return time;
    },
  };
  const ground = { start: 0, end: mix.seconds };
  const identifier: SampleIdentifier = {
    kind: 'sample',
    name: 'simulated',
    rate: 100,
    seconds: SAMPLE,
    identify: async (sample) => answerAt(mix.played, sample.mixTime, sample.duration / SAMPLE, service, random),
  };
  const context = { signal: new AbortController().signal, emit: () => {} };
  const { result } = await ask(SILENT, [identifier], { ...ground, matches: [] }, {}, context);
  const plain = assemble({ ...ground, matches: result.matches });
  const listening = assemble({ ...ground, matches: result.matches, sound });
  for (const track of mix.played.slice(1)) {
    const [a, b] = [plain, listening].map((entries) => entries.find((e) => e.track?.title === track.name));
    if (!a || !b) continue;
    errors.without.push(a.start - track.takesOver);
    errors.with.push(b.start - track.takesOver);
  }
  return errors;
}

export async function printReal(folder: string): Promise<void> {
  const songs = songsIn(folder, 120);
  const service = { knows: 0.9, finds: 0.9 };
  const all: Errors = { without: [], with: [], bySound: [] };
  for (let seed = 1; seed <= 12; seed++) {
    const random = dice(seed);
    const errors = await errorsOf(mixOf(songs, 14, random, service), service, random);
    for (const name of ['without', 'with', 'bySound'] as const) all[name].push(...errors[name]);
  }
  const line = (name: string, values: number[]): string => {
    const off = values.map(Math.abs);
    return `${name.padEnd(28)}median ${quantile(off, 0.5).toFixed(1)} s, 90 % within ${quantile(off, 0.9).toFixed(1)} s\n`;
  };
  process.stdout.write(`${all.with.length} transitions between ${songs.length} tracks of ${folder}\n`);
  process.stdout.write(line('by offsets and lengths', all.without));
  process.stdout.write(line('and by the sound', all.with));
  const steps = Array.from({ length: 21 }, (_, i) => quantile(all.bySound, i / 20).toFixed(1));
  process.stdout.write(`errors of those by the sound, in steps of 5 %: ${steps.join(' ')}\n`);
}

function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}
