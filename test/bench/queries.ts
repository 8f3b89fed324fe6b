import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { decode, type MusicFile } from './music.js';
import type { Random } from './random.js';

export const QUERY_KINDS = ['plain', 'keylock', 'vinyl', 'noise 0 dB', '48 kbit/s', 'overlap'] as const;
export type QueryKind = (typeof QUERY_KINDS)[number];

export interface QueryFile {
  kind: QueryKind;
  path: string;
  /** Any of these is right: both tracks of an overlap. */
  tracks: string[];
}

const RATE = 44_100;
const SECONDS = 10;
const LOUDNESS = 0.12;

/** Cuts ten seconds out of a track (of two, for an overlap), changes them as the kind says, and writes a file. */
export async function makeQuery(
  kind: QueryKind,
  files: readonly [MusicFile, MusicFile],
  folder: string,
  name: string,
  random: Random,
): Promise<QueryFile> {
  const faster = random.next() < 0.5 ? -1 : 1;
  const speed = 1 + faster * random.between(0.04, 0.08);
  const filter = kind === 'keylock' ? `rubberband=tempo=${speed}` : kind === 'vinyl' ? vinyl(speed) : undefined;
  const used = kind === 'overlap' ? files : [files[0]];
  const sound = new Float32Array(SECONDS * RATE);
  for (const file of used) {
    const start = random.between(0.1, 0.85) * Math.max(0, file.seconds - SECONDS * 1.2);
    const pcm = await decode(file.path, RATE, {
      start,
      seconds: SECONDS * 1.12,
      ...(filter !== undefined && { filter }),
    });
    const power = pcm.reduce((sum, value) => sum + (value / 32768) ** 2, 0) / Math.max(1, pcm.length);
    const gain = LOUDNESS / Math.sqrt(power || 1);
    for (let i = 0; i < Math.min(sound.length, pcm.length); i++) sound[i]! += (pcm[i]! / 32768) * gain;
  }
  // Even noise of width w has the power w² / 3.
  const width = kind === 'noise 0 dB' ? LOUDNESS * Math.sqrt(3) : 0;
  const pcm = Int16Array.from(sound, (value) => {
    const heard = value + width * (2 * random.next() - 1);
    return Math.max(-32768, Math.min(32767, Math.round(heard * 32767)));
  });
  const path = join(folder, `${name}.${kind === '48 kbit/s' ? 'mp3' : 'wav'}`);
  const codec = kind === '48 kbit/s' ? ['-c:a', 'libmp3lame', '-b:a', '48k'] : [];
  const child = spawn(
    'ffmpeg',
    ['-v', 'error', '-y', '-f', 's16le', '-ar', String(RATE), '-ac', '1', '-i', '-', ...codec, path],
    { stdio: ['pipe', 'ignore', 'inherit'] },
  );
  child.stdin.end(Buffer.from(pcm.buffer));
  await once(child, 'close');
  return { kind, path, tracks: used.map((file) => file.name) };
}

const vinyl = (speed: number): string => `aresample=${RATE},asetrate=${Math.round(RATE * speed)},aresample=${RATE}`;
