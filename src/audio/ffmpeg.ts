/// <reference path="./fluent-ffmpeg.d.ts" />
import type { ChildProcess } from 'node:child_process';
import { PassThrough, type Readable } from 'node:stream';
import fluent from 'fluent-ffmpeg';
import { READABLE_FORMATS } from './media-formats.js';

/** What ffmpeg reads: a file on disk, or bytes as they come. `format` is ffmpeg's name for it where the bytes don't tell. */
export type MediaInput = { path: string } | { stream: Readable; format?: string };

export interface FfmpegJob {
  input: MediaInput;
  inputOptions?: readonly string[];
  outputOptions: readonly string[];
  /** Of a second output, made of the same decoding: `FfmpegRun.second`. */
  secondOptions?: readonly string[];
  /** Every line of ffmpeg's stderr, marked with its level: `[error] …`. */
  onLine?: (line: string) => void;
}

export interface FfmpegEnding {
  code: number | null;
  signal: NodeJS.Signals | null;
  /** Why it couldn't be started, or why its input stream broke off. */
  error?: Error;
}

export interface FfmpegRun {
  /** What ffmpeg writes to its stdout. ffmpeg waits while nobody reads. */
  readonly output: Readable;
  /** What it writes to the second output, where one was asked for. Both have to be read side by side: it waits for either. */
  readonly second: Readable | null;
  /** Never rejects. Once it resolves, the process is gone and reaped. */
  readonly ended: Promise<FfmpegEnding>;
  /** Ends the process at once, in whatever state, and waits until it is gone. */
  kill(): Promise<void>;
}

/** Bytes waiting between ffmpeg and its reader: some seconds of sound, so that neither waits for the other's hiccups. */
const OUTPUT_BUFFER = 256 * 1024;
/** Of the second output, which may come first: what it has of sound at 384 kHz before the other has given anything. */
const SECOND_BUFFER = 4 << 20;
/** The number of its pipe. */
const SECOND = 3;

/**
 * A file may be a playlist or a script in disguise that names other files, devices or addresses. Two locks: ffmpeg may
 * open files (or its stdin) only, and may take the input for nothing but a format that holds its own sound.
 */
const guards = (input: MediaInput): string[] => [
  '-protocol_whitelist',
  'path' in input ? 'file' : 'pipe',
  '-format_whitelist',
  READABLE_FORMATS.join(','),
];

/**
 * The largest piece of memory that ffmpeg may take at once: the index of twenty-five hours of AAC. Lists in a file of a few hundred
 * kilobytes (the edit list of an MP4) make it index the same sound thousands of times over, in gigabytes.
 */
const MOST_MEMORY = '100000000';

/** Starts ffmpeg. The only place that knows fluent-ffmpeg; no shell is involved and arguments are passed as they are. */
export function runFfmpeg(program: string, job: FfmpegJob): FfmpegRun {
  // fluent-ffmpeg sends SIGTERM 20 ms after its target's `close`, even to an ffmpeg that is just ending well: no `close`.
  const output = new PassThrough({ highWaterMark: OUTPUT_BUFFER, autoDestroy: false, emitClose: false });
  const second = job.secondOptions && new PassThrough({ highWaterMark: SECOND_BUFFER, autoDestroy: false });
  const { promise: ended, resolve: finish } = withResolvers<FfmpegEnding>();
  let child: ChildProcess | undefined;
  let killed = false;
  let inputError: Error | undefined;

  const fail = (error: Error): void => {
    finish({ code: null, signal: null, error });
    output.end();
    second?.end();
  };

  // One line of stderr is all that it shall keep itself; ours come by the event. Its default for `presets`, unused here,
  // asks for `__dirname`, which a bundled module hasn't.
  const command = fluent({ stdoutLines: 1, presets: 'none' });
  // Left alone, it looks for ffmpeg by itself, keeps the answer for the whole process, and asks ffmpeg for its formats and
  // encoders before each first use. All that is known here.
  command._getFfmpegPath = (done) => done(null, program);
  command._checkCapabilities = (done) => done(null);
  command.availableEncoders = (done) => done(null, {});

  command.input('path' in job.input ? `file:${job.input.path}` : job.input.stream);
  command.inputOptions(
    '-nostdin',
    '-hide_banner',
    '-nostats',
    '-max_alloc',
    MOST_MEMORY,
    '-loglevel',
    'level+info',
    ...(job.inputOptions ?? []),
  );
  command.inputOptions(...guards(job.input));
  if ('stream' in job.input && job.input.format) command.inputOptions('-f', job.input.format);
  command.output(output).outputOptions(...job.outputOptions, '-vn', '-sn', '-dn');
  if (job.secondOptions) {
    command.output(`pipe:${SECOND}`).outputOptions(...job.secondOptions, '-vn', '-sn', '-dn');
    const spawn = command._spawnFfmpeg;
    command._spawnFfmpeg = (args, options, ...rest) =>
      spawn.call(command, args, { ...options, stdio: ['pipe', 'pipe', 'pipe', 'pipe'] }, ...rest);
  }

  command.on('stderr', (line: string) => job.onLine?.(shortened(line)));
  command.on('error', (error: Error & { inputStreamError?: Error }) => {
    inputError = error.inputStreamError;
    // It is sent SIGTERM then, which it doesn't heed while it waits for more input.
    if (inputError) child?.stdin?.destroy();
    if (!child) fail(error);
  });
  command.on('start', () => {
    child = command.ffmpegProc!;
    if (second) pipeSecond(child).pipe(second);
    // Its own listener throws when the program can't be started.
    child.removeAllListeners('error');
    child.once('error', fail);
    child.once('exit', (code, signal) => {
      const settle = (): void => finish({ code, signal, ...(inputError && { error: inputError }) });
      if (child!.stderr!.closed) settle();
      else child!.stderr!.once('close', settle);
    });
    if (killed) child.kill('SIGKILL');
  });
  command.run();

  return {
    output,
    second: second ?? null,
    ended,
    async kill() {
      killed = true;
      child?.kill('SIGKILL');
      child?.stdout?.unpipe(output);
      child?.stdout?.destroy();
      // Ended, not destroyed: whoever reads it sees an end, and without a `close` (above) would never see a destruction.
      output.end();
      if (second && child) {
        pipeSecond(child).unpipe(second);
        pipeSecond(child).destroy();
      }
      second?.end();
      await ended;
    },
  };
}

const pipeSecond = (child: ChildProcess): Readable => child.stdio[SECOND] as Readable;

/** A tag may be a line of megabytes. Copied, since a part of a string keeps all of it in memory. */
const LONGEST_LINE = 4_000;
const shortened = (line: string): string =>
  line.length > LONGEST_LINE ? Buffer.from(line.slice(0, LONGEST_LINE)).toString() : line;

/** Promise.withResolvers, which Node 20 lacks. */
function withResolvers<T>(): { promise: Promise<T>; resolve: (value: T) => void } {
  let resolve!: (value: T) => void;
  const promise = new Promise<T>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}
