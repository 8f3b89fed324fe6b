import { execFile, spawn } from 'node:child_process';
import { ProcessingError } from '../domain/errors.js';
import { reasonIn } from '../domain/system-words.js';
import { oneLine } from '../domain/text.js';
import { rawPath } from '../files/raw-path.js';
import { hasMuxer } from './capabilities.js';
import { type FfmpegEnding, type FfmpegRun, runFfmpeg } from './ffmpeg.js';
import { onPath } from './find-ffmpeg.js';
import { linkTo } from './link-to.js';

/** Seconds of a recording that services compare: `fpcalc` takes as many where nobody says otherwise. */
const FINGERPRINTED = 120;

/** What makes Chromaprint's fingerprints here. Both ways give the same, but for a bit of thirty thousand in some files. */
export type Fingerprinter = { by: 'fpcalc'; path: string; version: string } | { by: 'ffmpeg' };

export interface FindFingerprinter {
  ffmpeg: string;
  /** By the settings: a path, or a name on the PATH. */
  configured?: string | undefined;
  env: Readonly<Record<string, string | undefined>>;
}

/** The program `fpcalc` if there is one, else ffmpeg where it was built with Chromaprint; null when neither can. */
export async function findFingerprinter(
  { ffmpeg, configured, env }: FindFingerprinter,
  signal?: AbortSignal,
): Promise<Fingerprinter | null> {
  if (configured !== undefined) {
    const path = /[\\/]/.test(configured) ? configured : onPath(configured, env);
    const version = path && (await fpcalcVersion(path, signal));
    if (version) return { by: 'fpcalc', path, version };
    throw new ProcessingError(`There is no fpcalc at "${configured}": correct the setting fpcalc, or leave it out.`);
  }
  const path = onPath('fpcalc', env);
  const version = path && (await fpcalcVersion(path, signal));
  if (version) return { by: 'fpcalc', path, version };
  return (await hasMuxer(ffmpeg, 'chromaprint', signal)) ? { by: 'ffmpeg' } : null;
}

/** How to get what `findFingerprinter` looks for. */
export function howToFingerprint(platform: NodeJS.Platform): string {
  const own = { linux: 'sudo apt install libchromaprint-tools', darwin: 'brew install chromaprint' };
  const command = own[platform as keyof typeof own] ?? 'get fpcalc from https://acoustid.org/chromaprint';
  return `${command}, or name an ffmpeg that was built with Chromaprint by --ffmpeg`;
}

function fpcalcVersion(program: string, signal?: AbortSignal): Promise<string | undefined> {
  const options = { timeout: 20_000, maxBuffer: 1 << 16, windowsHide: true, killSignal: 'SIGKILL', signal } as const;
  return new Promise((done, fail) => {
    execFile(program, ['-version'], options, (_cause, stdout) => {
      if (signal?.aborted) fail(signal.reason);
      else done(/^fpcalc version (\S+)/.exec(stdout)?.[1]);
    });
  });
}

export interface ChromaprintTools {
  ffmpeg: string;
  fingerprinter: Fingerprinter;
  tempFolder: string;
}

/**
 * The fingerprint of a file's first two minutes, as `fpcalc -plain` prints it; null where there is too little sound for one. The file
 * is decoded by our own ffmpeg, which opens nothing but this file: `fpcalc` by itself would follow whatever a file names.
 */
export async function chromaprintOf(
  path: string,
  { ffmpeg, fingerprinter, tempFolder }: ChromaprintTools,
  signal: AbortSignal,
): Promise<string | null> {
  signal.throwIfAborted();
  const raw = await rawPath(path);
  const link = typeof raw === 'string' ? null : await linkTo(raw, tempFolder);
  const file = link?.path ?? (raw as string);
  const by = fingerprinter.by === 'fpcalc' ? throughFpcalc(fingerprinter.path) : throughMuxer;
  try {
    const { printed, complaint } = await by(ffmpeg, file, signal);
    signal.throwIfAborted();
    const fingerprint = printed.trim();
    if (fingerprint === NO_ITEMS || /empty fingerprint/i.test(complaint)) return null;
    if (/^[A-Za-z0-9_-]+$/.test(fingerprint)) return fingerprint;
    throw new ProcessingError(`No fingerprint can be made of "${path}": ${oneLine(complaint) || 'nothing came'}.`);
  } finally {
    await link?.folder.remove();
  }
}

/** A header that counts no items: shorter than three seconds. */
const NO_ITEMS = 'AQAAAA';
/** A fingerprint has some three thousand characters. */
const LARGEST = 1 << 16;

interface Printed {
  printed: string;
  /** What the program said when it failed. */
  complaint: string;
}

/** Of more than two channels a mix; the muxer takes no more. */
const CHANNELS = 'aformat=channel_layouts=mono|stereo';

async function throughMuxer(ffmpeg: string, path: string, signal: AbortSignal): Promise<Printed> {
  const format = ['-af', CHANNELS, '-f', 'chromaprint', '-fp_format', 'base64'];
  const { run, complaints } = decoding(ffmpeg, path, format);
  const leave = (): void => void run.kill();
  signal.addEventListener('abort', leave, { once: true });
  try {
    const printed = await textOf(run.output);
    return { printed, complaint: complaintOf(await run.ended, complaints) };
  } finally {
    signal.removeEventListener('abort', leave);
    await run.kill();
  }
}

/** Sound goes to it as WAV, which tells it rate and channels: it makes of them what it would have made by itself. */
function throughFpcalc(program: string) {
  return async (ffmpeg: string, path: string, signal: AbortSignal): Promise<Printed> => {
    const { run, complaints } = decoding(ffmpeg, path, ['-c:a', 'pcm_s16le', '-f', 'wav']);
    const options = ['-plain', '-format', 'wav', '-length', String(FINGERPRINTED), '-'];
    const child = spawn(program, options, { stdio: 'pipe', windowsHide: true });
    const leave = (): void => {
      child.kill('SIGKILL');
      void run.kill();
    };
    signal.addEventListener('abort', leave, { once: true });
    try {
      const closed = new Promise<string>((done) => {
        child.once('error', (error) => done(reasonIn(error)));
        child.once('close', () => done(''));
      });
      // It ends as soon as it has enough.
      child.stdin.on('error', () => {});
      run.output.pipe(child.stdin);
      const [printed, said, failure] = await Promise.all([textOf(child.stdout), textOf(child.stderr), closed]);
      if (printed.trim() !== '' || failure) return { printed, complaint: failure };
      run.output.unpipe(child.stdin);
      await run.kill();
      const decoded = complaintOf(await run.ended, complaints);
      return { printed, complaint: /empty fingerprint/i.test(said) ? said : decoded || said };
    } finally {
      signal.removeEventListener('abort', leave);
      leave();
      await run.kill();
    }
  };
}

function decoding(ffmpeg: string, path: string, format: string[]): { run: FfmpegRun; complaints: string[] } {
  const complaints: string[] = [];
  const run = runFfmpeg(ffmpeg, {
    input: { path },
    outputOptions: ['-map', '0:a:0', '-t', String(FINGERPRINTED), ...format],
    onLine(line) {
      if (/\[(error|fatal)\]/.test(line) && complaints.length < 20) complaints.push(line.replace(/\[\w+\] ?/g, ''));
    },
  });
  return { run, complaints };
}

function complaintOf({ error }: FfmpegEnding, complaints: readonly string[]): string {
  return error ? reasonIn(error) : (complaints[0] ?? '');
}

async function textOf(stream: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const chunk of stream) {
      size += chunk.length;
      if (size <= LARGEST) chunks.push(chunk);
    }
  } catch {
    // Ended before its time: what it said until then is looked at.
  }
  return Buffer.concat(chunks).toString('latin1');
}
