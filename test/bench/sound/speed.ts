import { spawnSync } from 'node:child_process';
import { Beats } from '../../../src/sound/beats/beats.js';
import { energyOf } from '../../../src/sound/form/energy.js';
import { sectionsOf } from '../../../src/sound/form/sections.js';
import { vocalsOf } from '../../../src/sound/form/vocals.js';
import { LoudnessMeter } from '../../../src/sound/loudness/loudness-meter.js';
import { Tones } from '../../../src/sound/tones/tones.js';
import { decode } from './decode.js';
import { quantile } from './figures.js';
import type { Plan } from './sound.js';

const RATE = 11025;
const RUNS = 5;

interface Source {
  file: string;
  pcm: Int16Array;
}

/** What is done to a file's samples, in parts; what is handed back is measured. */
const PARTS: Record<string, (source: Source) => () => void> = {
  'filters of tempo': ({ pcm }) => {
    return () => new Beats(RATE).hear(pcm);
  },
  'tempo, beats, bars': ({ pcm }) => {
    const beats = heardBy(new Beats(RATE), pcm);
    return () => beats.tempo();
  },
  'spectra of key and timbre': ({ pcm }) => {
    return () => new Tones(RATE).hear(pcm);
  },
  'key, timbre': ({ pcm }) => {
    const tones = heardBy(new Tones(RATE), pcm);
    return () => [tones.key(), tones.timbre()];
  },
  'energy, sections, vocals': ({ pcm }) => {
    const beats = heardBy(new Beats(RATE), pcm);
    const tempo = beats.tempo();
    return () => [energyOf(beats.columns), sectionsOf(beats.columns, tempo), vocalsOf(beats.columns)];
  },
  'loudness, of stereo at 44.1 kHz': ({ file }) => {
    const stereo = decode(file, 44_100, 2);
    return () => {
      const meter = new LoudnessMeter(44_100, 2);
      for (let at = 0; at < stereo.length; at += CHUNK) meter.hear(stereo.subarray(at, at + CHUNK));
      meter.loudness();
    };
  },
};
/** Samples that come at once from ffmpeg. */
const CHUNK = 32_768;

function heardBy<T extends Beats | Tones>(listener: T, pcm: Int16Array): T {
  listener.hear(pcm);
  return listener;
}

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
      times.push(sounds.reduce((sum, pcm, i) => sum + timeOf(PARTS[name]!({ file: files[i]!, pcm })), 0));
    }
  }
  const base = quantile(decoding, 0.5);
  console.log(`| ${hours.toFixed(1)} h of music | an hour of it | × decoding |`);
  console.log('| --- | --- | --- |');
  const all = {
    name: 'all of it',
    times: decoding.map((_, run) => parts.reduce((sum, { times }) => sum + times[run]!, 0)),
  };
  for (const { name, times } of [{ name: 'decoding', times: decoding }, ...parts, all]) {
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
