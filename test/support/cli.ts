import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { resolve } from 'node:path';
import { quickPath } from './audio.js';
import { runHere } from './run-here.js';

/** The launcher, as npm links it. */
export const BIN = resolve(import.meta.dirname, '../../bin/tracklistify.js');

export interface Ran {
  code: number | null;
  stdout: string;
  stderr: string;
}

export interface RunOptions {
  cwd: string;
  input?: string | Uint8Array;
  env?: Record<string, string>;
}

/** No test asks a service of the real world. */
const OFFLINE = { TRACKLISTIFY_SHAZAM_ENABLED: 'false' };

/** Nobody's settings. */
const surroundings = ({ cwd, env = {} }: Omit<RunOptions, 'input'>): Record<string, string> => {
  const home = { HOME: cwd, XDG_CONFIG_HOME: cwd, XDG_DATA_HOME: cwd, XDG_CACHE_HOME: cwd, NO_COLOR: '1' };
  return { PATH: process.env['PATH']!, LANG: 'C.UTF-8', ...home, ...OFFLINE, ...env };
};

/**
 * Runs the built program, and says what became of it: in the process of the tests, since starting one takes longer than most commands do, and
 * with the ffmpeg that starts the quickest. With TEST_ROUNDS=all each run is a process, as a user's are.
 */
export async function runCli(args: readonly string[], options: RunOptions): Promise<Ran> {
  if (process.env['TEST_ROUNDS'] === 'all') return runChild(args, options);
  quick ??= quickPath();
  const env = { PATH: await quick, ...options.env };
  return runHere(args, { ...options, env: surroundings({ cwd: options.cwd, env }) });
}
let quick: Promise<string> | undefined;

/** For a test of what only a process has: its end, and others beside it. */
export function runChild(args: readonly string[], options: RunOptions): Promise<Ran> {
  return ended(startCli(args, options), options.input);
}

/** Starts it, for a test that has something to say while it runs. */
export function startCli(args: readonly string[], options: Omit<RunOptions, 'input'>): ChildProcessWithoutNullStreams {
  return spawn(process.execPath, [BIN, ...args], { cwd: options.cwd, env: surroundings(options) });
}

export function ended(child: ChildProcessWithoutNullStreams, input: string | Uint8Array = ''): Promise<Ran> {
  return new Promise((done, fail) => {
    const ran: Ran = { code: null, stdout: '', stderr: '' };
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      ran.stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      ran.stderr += text;
    });
    child.on('error', fail);
    child.on('close', (code) => done({ ...ran, code }));
    // Who doesn't read it must not break the test.
    child.stdin.on('error', () => {});
    child.stdin.end(input);
  });
}
