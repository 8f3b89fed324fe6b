import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { ProcessingError, SourceError } from '../../../domain/errors.js';
import { oneLine } from '../../../domain/text.js';

/** A page's JSON is some 100 KB, with every format of a long video a few megabytes. */
const LARGEST_ANSWER = 32 << 20;
const KEPT_STDERR = 16 * 1024;

/**
 * The same for both calls: nothing from the user's own configuration, which may write files or run programs; one recording
 * of a list. `--` ends the options, so that no address can be one.
 */
const COMMON = [
  '--ignore-config',
  '--no-warnings',
  '--no-playlist',
  '--playlist-end',
  '2',
  '--socket-timeout',
  '20',
] as const;

/** The best sound alone; else with pictures, of which a broadcast's smallest do for hours of listening. */
const FORMAT = { recording: 'bestaudio/best', broadcast: 'bestaudio/worst' };

export interface YtDlpCall {
  /** Path of the program, or its name where it is on the PATH. */
  program: string;
  url: string;
  /** The address as messages name it, without secrets. */
  name: string;
  signal?: AbortSignal | undefined;
}

/** What it knows of a page, as JSON. */
export async function describePage(call: YtDlpCall): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of run(call, ['-f', FORMAT.recording, '--dump-single-json'])) {
    size += chunk.length;
    if (size > LARGEST_ANSWER) throw new SourceError(`What yt-dlp tells of "${call.name}" is too long to be read.`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** The page's sound, as it comes. */
export function soundOf(call: YtDlpCall, kind: keyof typeof FORMAT): AsyncGenerator<Uint8Array, void> {
  return run(call, ['-f', FORMAT[kind], '--quiet', '--no-progress', '--output', '-']);
}

/** No shell is involved. Leaving the loop early ends the program. */
async function* run(call: YtDlpCall, options: readonly string[]): AsyncGenerator<Uint8Array, void> {
  const { program, url, signal } = call;
  signal?.throwIfAborted();
  const child = spawn(program, [...COMMON, ...options, '--', url], {
    stdio: ['ignore', 'pipe', 'pipe'],
    windowsHide: true,
    env: withoutKeys(process.env),
  });
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr = (stderr + text).slice(-KEPT_STDERR);
  });
  const ending = endingOf(child);
  const kill = (): void => void child.kill('SIGKILL');
  signal?.addEventListener('abort', kill, { once: true });
  let over = false;
  try {
    for await (const chunk of child.stdout as AsyncIterable<Uint8Array>) yield chunk;
    over = true;
  } finally {
    signal?.removeEventListener('abort', kill);
    if (!over) kill();
    await ending;
  }
  signal?.throwIfAborted();
  const { code, error } = await ending;
  if (error) throw notStarted(error, call);
  if (code !== 0) throw refused(stderr, call);
}

/** It reads what strangers wrote, so it gets none of the user's keys to services. */
function withoutKeys(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !/key|secret|token|password/i.test(name)));
}

interface Ending {
  code: number | null;
  error?: NodeJS.ErrnoException;
}

function endingOf(child: ChildProcess): Promise<Ending> {
  return new Promise((done) => {
    child.once('error', (error) => done({ code: null, error }));
    child.once('close', (code) => done({ code }));
  });
}

function notStarted(cause: NodeJS.ErrnoException, { program, name }: YtDlpCall): Error {
  if (cause.code === 'ENOENT') {
    return new SourceError(
      `"${name}" is a page, not sound, and the program that reads pages isn't here${program === 'yt-dlp' ? '' : ` ("${program}")`}: ` +
        'install yt-dlp (pip install yt-dlp), or name its path with "ytDlp" in the settings.',
      { cause },
    );
  }
  return new ProcessingError(`yt-dlp ("${program}") couldn't be started: ${cause.message}.`, { cause });
}

function refused(stderr: string, { name }: YtDlpCall): SourceError {
  const last = stderr
    .split('\n')
    .filter((line) => line.startsWith('ERROR:'))
    .at(-1);
  const reason = oneLine(last ?? 'it gave no reason')
    .replace(/^ERROR:\s*(\[[^\]]{1,40}\]\s*)?/, '')
    // What follows is for its own bug reports.
    .replace(/; please report this issue.*$/i, '')
    .slice(0, 300);
  if (/unsupported url/i.test(reason)) return new SourceError(`"${name}" is a page on which yt-dlp finds no sound.`);
  return new SourceError(`yt-dlp can't read "${name}": ${reason.replace(/[.\s]+$/, '')}. If it once could, update it.`);
}

/** Its version; null when it isn't installed, or doesn't answer. */
export function ytDlpVersion(program: string): Promise<string | null> {
  return new Promise((done) => {
    execFile(program, ['--ignore-config', '--version'], { timeout: 20_000, windowsHide: true }, (error, stdout) => {
      done(error ? null : oneLine(stdout).slice(0, 40) || null);
    });
  });
}
