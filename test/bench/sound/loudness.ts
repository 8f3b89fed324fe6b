import { spawnSync } from 'node:child_process';
import { LoudnessMeter } from '../../../src/sound/loudness/loudness-meter.js';
import { decode } from './decode.js';
import { quantile } from './figures.js';
import type { Plan } from './sound.js';

const RATE = 44_100;
const CHUNK = 32_768;

/** Loudness beside ffmpeg's `ebur128=peak=true`, which rounds to tenths, on the same samples. */
export function measureLoudness({ music }: Plan): void {
  const off: Array<[integrated: number, range: number, peak: number]> = [];
  let [ours, theirs, seconds] = [0, 0, 0];
  for (const file of music) {
    const pcm = decode(file, RATE, 2);
    const before = process.cpuUsage();
    const meter = new LoudnessMeter(RATE, 2);
    for (let at = 0; at < pcm.length; at += CHUNK) meter.hear(pcm.subarray(at, at + CHUNK));
    const { integrated, range, truePeak } = meter.loudness();
    const { user, system } = process.cpuUsage(before);
    ours += (user + system) / 1e6;
    seconds += pcm.length / 2 / RATE;

    const peer = filtered(pcm, 'ebur128=peak=true');
    // What reading the samples costs isn't the filter's.
    theirs += peer.cpu - filtered(pcm, 'anull').cpu;
    off.push([integrated! - peer.integrated, range! - peer.range, truePeak! - peer.peak]);
  }
  if (off.length === 0) return;
  console.log(`\n| ${off.length} files, ${(seconds / 3600).toFixed(1)} h | median difference | largest |`);
  console.log('| --- | --- | --- |');
  for (const [i, name] of ['integrated, LU', 'range, LU', 'true peak, dB'].entries()) {
    const values = off.map((row) => Math.abs(row[i]!));
    console.log(`| ${name} | ${quantile(values, 0.5).toFixed(3)} | ${Math.max(...values).toFixed(3)} |`);
  }
  const hour = 3600 / seconds;
  console.log(
    `\nAn hour costs ${(ours * hour).toFixed(2)} s of processor time, in ffmpeg's filter ${(theirs * hour).toFixed(1)} s: ${(theirs / ours).toFixed(0)} times as much.`,
  );
}

function filtered(pcm: Int16Array, filter: string): { cpu: number; integrated: number; range: number; peak: number } {
  const source = ['-f', 's16le', '-ar', String(RATE), '-ac', '2', '-i', 'pipe:0'];
  const input = new Uint8Array(pcm.buffer, pcm.byteOffset, pcm.byteLength);
  const args = ['-nostats', '-benchmark', ...source, '-af', filter, '-f', 'null', '-'];
  const stderr = spawnSync('ffmpeg', args, { input, maxBuffer: 2 ** 30 }).stderr.toString();
  const summary = stderr.slice(stderr.lastIndexOf('Summary:'));
  const figure = (pattern: RegExp): number => Number(pattern.exec(summary)?.[1] ?? Number.NaN);
  const [, user = '0', system = '0'] = /bench: utime=([\d.]+)s stime=([\d.]+)s/.exec(stderr) ?? [];
  return {
    cpu: Number(user) + Number(system),
    integrated: figure(/I:\s+(\S+) LUFS/),
    range: figure(/LRA:\s+(\S+) LU/),
    peak: figure(/Peak:\s+(\S+) dBFS/),
  };
}
