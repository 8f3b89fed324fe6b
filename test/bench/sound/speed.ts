import { spawnSync } from 'node:child_process';
import { Beats } from '../../../src/sound/beats/beats.js';
import { decode } from './decode.js';
import { quantile } from './figures.js';
import type { Plan } from './sound.js';

const RATE = 11025;
const RUNS = 5;

/** What is done to a file's samples, in parts. */
const PARTS: Record<string, (pcm: Int16Array) => () => void> = {
  'filters of tempo': (pcm) => () => new Beats(RATE).hear(pcm),
  'tempo, beats, bars': (pcm) => {
    const beats = new Beats(RATE);
    beats.hear(pcm);
    return () => beats.tempo();
  },
};

/** Processor time, as a multiple of what decoding the same files takes: medians of runs in turn. */
export function measureSpeed({ music }: Plan): void {
  const files = music.slice(0, 12);
  if (files.length === 0) return;
  const sounds = files.map((file) => decode(file, RATE));
  const hours = sounds.reduce((sum, { length }) => sum + length, 0) / RATE / 3600;
  const decoding: number[] = [];
  const parts = Object.keys(PARTS).map((name) => ({ name, times: [] as number[] }));
  for (let run = 0; run < RUNS; run++) {
    decoding.push(files.reduce((sum, file) => sum + decodingTime(file), 0));
    for (const { name, times } of parts) {
      times.push(sounds.reduce((sum, pcm) => sum + timeOf(PARTS[name]!(pcm)), 0));
    }
  }
  const base = quantile(decoding, 0.5);
  console.log(`| ${hours.toFixed(1)} h of music | an hour of it | × decoding |`);
  console.log('| --- | --- | --- |');
  for (const { name, times } of [{ name: 'decoding', times: decoding }, ...parts]) {
    const time = quantile(times, 0.5);
    console.log(`| ${name} | ${(time / hours).toFixed(2)} s | ${(time / base).toFixed(3)} |`);
  }
}

function timeOf(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}

/** Of a child, which only the system's clock of it tells. */
function decodingTime(file: string): number {
  const args = ['-v', 'error', '-benchmark', '-i', file, '-f', 's16le', '-ac', '2', '-ar', '44100', '-y', '/dev/null'];
  const { stderr } = spawnSync('ffmpeg', ['-v', 'info', ...args.slice(2)]);
  const [, user = '0', system = '0'] = /bench: utime=([\d.]+)s stime=([\d.]+)s/.exec(stderr.toString()) ?? [];
  return Number(user) + Number(system);
}
