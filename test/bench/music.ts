import { execFile, spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const AUDIO = /\.(mp3|m4a|aac|flac|wav|aiff?|ogg|oga|opus|wma)$/i;

export interface MusicFile {
  path: string;
  name: string;
  seconds: number;
}

/** All audio files of a minute or more below a folder, by name. */
export async function musicIn(folder: string): Promise<MusicFile[]> {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => AUDIO.test(name))
    .sort();
  const files: MusicFile[] = [];
  for (const name of names) {
    const path = join(folder, name);
    const { stdout } = await run('ffprobe', [
      '-v',
      'error',
      '-show_entries',
      'format=duration',
      '-of',
      'csv=p=0',
      path,
    ]);
    const seconds = Number(stdout);
    if (seconds >= 60) files.push({ path, name, seconds });
  }
  return files;
}

/** Decodes a stretch of a file to mono samples, through ffmpeg's filters if any are given. */
export function decode(
  path: string,
  rate: number,
  { start = 0, seconds, filter }: { start?: number; seconds?: number; filter?: string } = {},
): Promise<Int16Array> {
  const args = ['-v', 'error', '-nostdin', '-threads', '1'];
  if (start > 0) args.push('-ss', String(start));
  if (seconds !== undefined) args.push('-t', String(seconds));
  args.push('-i', path, '-map', '0:a:0');
  if (filter) args.push('-af', filter);
  args.push('-ac', '1', '-ar', String(rate), '-f', 's16le', '-');
  return new Promise((resolve, reject) => {
    const child = spawn('ffmpeg', args, { stdio: ['ignore', 'pipe', 'pipe'] });
    const chunks: Buffer[] = [];
    let said = '';
    child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => {
      said += chunk;
    });
    child.on('error', reject);
    child.on('close', (code) => {
      if (code !== 0) reject(new Error(`ffmpeg failed on ${path}: ${said.slice(-300)}`));
      const bytes = Buffer.concat(chunks);
      resolve(new Int16Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + (bytes.length & ~1))));
    });
  });
}
