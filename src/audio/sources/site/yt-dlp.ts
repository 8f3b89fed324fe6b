import { type ChildProcess, spawn } from 'node:child_process';
import { delimiter, isAbsolute } from 'node:path';
import { ProcessingError, SourceError } from '../../../domain/errors.js';
import { reasonIn } from '../../../domain/system-words.js';
import { oneLine, withoutEnd } from '../../../domain/text.js';
import type { Gate } from '../web/gate.js';
import { INSTALL } from './version.js';

/** A page's JSON is some 100 KB, with every format of a long video a few megabytes. */
const LARGEST_ANSWER = 32 << 20;
const KEPT_STDERR = 16 * 1024;

/**
 * The same for both calls: nothing from the user's own configuration, which may write files or run programs; one recording
 * of a list. `--` ends the options, so that no address can be one.
 */
const COMMON = ['--ignore-config', '--no-playlist', '--playlist-end', '2', '--socket-timeout', '20'] as const;

/** Only what comes through the gate: by http, in one piece or in many. RTMP, RTSP, FTP and their like would go round it. */
const THROUGH_GATE =
  "[protocol~='^(https?|m3u8(_native)?|http_dash_segments(_generator)?)$'][url~='^https?://']" as const;

/** The best sound alone; else with pictures, of which a broadcast's smallest do for hours of listening. */
const FORMAT = {
  recording: `bestaudio${THROUGH_GATE}/best${THROUGH_GATE}`,
  broadcast: `bestaudio${THROUGH_GATE}/worst${THROUGH_GATE}`,
};

/** For live HLS it starts ffmpeg, which takes the gate by `http_proxy` and could open much else. */
const FFMPEG_GUARD = ['--downloader-args', 'ffmpeg_i:-protocol_whitelist http,https,tls,tcp,httpproxy,crypto,data'];

export interface YtDlpCall {
  /** Path of the program, or its name where it is on the PATH. */
  program: string;
  url: string;
  /** The address as messages name it, without secrets. */
  name: string;
  /** Path of ours, so that it uses no other one. */
  ffmpeg: string;
  /** Where it works: never where the user is, since Windows starts programs that lie there. */
  folder: string;
  /** What the user has set, and what suits its version: checked, and given before ours. */
  args: readonly string[];
  /** Told what it says beside its answer: what it lacks to read a page well. */
  hint(message: string): void;
  /** The only way to the network that it is given, for one run. */
  openGate(): Promise<Gate>;
  /** The user's own, of which it gets what is no secret. */
  env: Readonly<Record<string, string | undefined>>;
  signal?: AbortSignal | undefined;
}

/** Most comments that are asked for: they come a page at a time. */
const COMMENTS = 1000;
/** Of YouTube the best ones with few answers each; of SoundCloud in the order of the recording. */
const COMMENTS_OF = [
  `youtube:max_comments=${COMMENTS},all,100,5;comment_sort=top`,
  'soundcloud:comments_sort_by=track-timestamp',
];

/** What it knows of a page, as JSON. */
export const describePage = (call: YtDlpCall): Promise<string> => described(call, []);

/** The same with what listeners wrote below it, which takes its time and may fail by itself. */
export const describeComments = (call: YtDlpCall): Promise<string> =>
  described(call, ['--write-comments', ...COMMENTS_OF.flatMap((args) => ['--extractor-args', args])]);

async function described(call: YtDlpCall, more: readonly string[]): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of run(call, ['-f', FORMAT.recording, '--dump-single-json', ...more])) {
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
  const { signal } = call;
  signal?.throwIfAborted();
  const gate = await call.openGate();
  try {
    yield* runThrough(gate, call, options);
  } catch (error) {
    signal?.throwIfAborted();
    throw (error instanceof SourceError && gate.refusal()) || error;
  } finally {
    gate.close();
  }
}

async function* runThrough(gate: Gate, call: YtDlpCall, options: readonly string[]): AsyncGenerator<Uint8Array, void> {
  const { program, url, signal } = call;
  const args = [...call.args, ...COMMON, '--ffmpeg-location', call.ffmpeg, ...FFMPEG_GUARD, ...options];
  const child = spawn(program, [...args, '--', url], {
    cwd: call.folder,
    stdio: ['ignore', 'pipe', 'pipe'],
    windowsHide: true,
    env: { ...withoutKeys(call.env), ...throughGate(gate) },
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
  for (const hint of hintsIn(stderr)) call.hint(hint);
  if (code !== 0) throw refused(stderr, call);
}

/** Beyond these it only repeats itself in other words. */
const MOST_HINTS = 3;
const LONGEST_HINT = 300;

/** Its warnings: that a JavaScript runtime is missing, that a site wants to be asked as a browser does. */
function hintsIn(stderr: string): string[] {
  const said = stderr
    .split('\n')
    .filter((line) => line.startsWith('WARNING:'))
    .map((line) => `yt-dlp says: ${oneLine(line.slice('WARNING:'.length)).trim().slice(0, LONGEST_HINT)}`);
  return [...new Set(said)].slice(0, MOST_HINTS);
}

/** It reads what strangers wrote, so it gets none of the user's keys to services, and no proxy or exception but the gate. */
function withoutKeys(env: YtDlpCall['env']): NodeJS.ProcessEnv {
  const kept = Object.entries(env).filter(([name]) => !/key|secret|token|password|_proxy$/i.test(name));
  return Object.fromEntries(kept.map(([name, value]) => [name, /^path$/i.test(name) ? absolutePath(value) : value]));
}

/** It doesn't work where the user is, so what the PATH says of that place would mean another one. */
const absolutePath = (path = ''): string => path.split(delimiter).filter(isAbsolute).join(delimiter);

/**
 * By the environment instead of `--proxy`: a command line can be read by everybody on the machine and has the gate's
 * password in it, yt-dlp takes that for http and https alone, and the ffmpeg that it starts inherits this.
 */
function throughGate({ url }: Gate): NodeJS.ProcessEnv {
  return { http_proxy: url, https_proxy: url, ftp_proxy: url, all_proxy: url };
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
        `install yt-dlp (${INSTALL}), or name its path with "ytDlp" in the settings.`,
      { cause },
    );
  }
  return new ProcessingError(`yt-dlp ("${program}") couldn't be started: ${reasonIn(cause)}.`, { cause });
}

function refused(stderr: string, { name }: YtDlpCall): SourceError {
  const last = stderr
    .split('\n')
    .filter((line) => line.startsWith('ERROR:'))
    .at(-1);
  const reason = oneLine(last ?? 'it gave no reason')
    .replace(/^ERROR:\s*(\[[^\]]{1,40}\]\s*)?/, '')
    // What follows is for its own bug reports.
    .split(/; please report this issue/i, 1)[0]!
    .slice(0, 300);
  if (/unsupported url/i.test(reason)) return new SourceError(`"${name}" is a page on which yt-dlp finds no sound.`);
  if (/requested format is not available/i.test(reason)) {
    return new SourceError(`"${name}" offers no sound that comes by http or https, and nothing else is fetched.`);
  }
  const cookies = /sign in|log ?in|cookies|age.restricted|not a bot/i.test(reason)
    ? ' If you may see it in your browser: TRACKLISTIFY_YT_DLP_ARGS="--cookies-from-browser firefox".'
    : '';
  return new SourceError(
    `yt-dlp can't read "${name}": ${withoutEnd(reason, /[.\s]/)}.${cookies} If it once could, update it: yt-dlp -U, or ${INSTALL}.`,
  );
}
