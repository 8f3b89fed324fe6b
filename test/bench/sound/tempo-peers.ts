import { spawnSync } from 'node:child_process';
import { basename } from 'node:path';
import { Beats } from '../../../src/sound/beats/beats.js';
import { decode } from './decode.js';
import { isMultiple, isNear, percent } from './figures.js';
import type { Plan } from './sound.js';

const RATE = 11025;

/** Real music: where aubio and bpm-tools agree on the tempo, does it agree with them. */
export function measurePeers({ music }: Plan): void {
  if (music.length === 0 || !arePeersThere()) return;
  let [agreed, near, multiple] = [0, 0, 0];
  for (const { file, pcm, bpm } of agreedTempos(music)) {
    const beats = new Beats(RATE);
    beats.hear(pcm);
    const heard = beats.tempo();
    agreed++;
    if (heard && isNear(heard.bpm, bpm)) near++;
    else console.log(`  ${basename(file)}: ${bpm}; heard ${heard ? `${heard.bpm} (${heard.confidence})` : 'nothing'}`);
    if (heard && isMultiple(heard.bpm, bpm)) multiple++;
  }
  console.log(`Real music: of ${music.length} files, aubio and bpm-tools agree on ${agreed}:`);
  console.log(`accuracy 1 ${percent(near, agreed)}, accuracy 2 ${percent(multiple, agreed)}.`);
}

function arePeersThere(): boolean {
  const missing = ['aubio', 'bpm'].filter((name) => spawnSync(name, ['-h']).error);
  if (missing.length > 0) console.log(`Not installed, so not measured against: ${missing.join(', ')}`);
  return missing.length === 0;
}

/** What both say, where it is the same to 4 %: the mean of the two. */
export function* agreedTempos(music: readonly string[]): Generator<{ file: string; pcm: Int16Array; bpm: number }> {
  for (const file of music) {
    const [aubio, bpm] = [byAubio(file), byBpmTools(file)];
    if (isNear(aubio, bpm)) yield { file, pcm: decode(file, RATE), bpm: (aubio + bpm) / 2 };
  }
}

const byAubio = (file: string): number => Number.parseFloat(spawnSync('aubio', ['tempo', file]).stdout.toString());

function byBpmTools(file: string): number {
  const floats = ['-f', 'f32le', '-ac', '1', '-ar', '44100', 'pipe:1'];
  const { stdout } = spawnSync('ffmpeg', ['-v', 'error', '-i', file, ...floats], { maxBuffer: 2 ** 31 - 1 });
  return Number.parseFloat(spawnSync('bpm', [], { input: stdout }).stdout.toString());
}
