import { spawnSync } from 'node:child_process';

/** A file's samples, as ffmpeg decodes them. */
export function decode(file: string, rate: number, channels = 1): Int16Array {
  const format = ['-f', 's16le', '-ac', String(channels), '-ar', String(rate), 'pipe:1'];
  const { stdout } = spawnSync('ffmpeg', ['-v', 'error', '-i', file, ...format], { maxBuffer: 2 ** 31 - 1 });
  return new Int16Array(stdout.buffer, stdout.byteOffset, stdout.byteLength >> 1);
}
