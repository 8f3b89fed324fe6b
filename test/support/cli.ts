import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { resolve } from 'node:path';

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

/** Runs the built program as a user does, but with nobody's settings. */
export function runCli(args: readonly string[], { cwd, input = '', env = {} }: RunOptions): Promise<Ran> {
  return ended(startCli(args, { cwd, env }), input);
}

/** Starts it, for a test that has something to say while it runs. */
export function startCli(
  args: readonly string[],
  { cwd, env = {} }: Omit<RunOptions, 'input'>,
): ChildProcessWithoutNullStreams {
  const home = { HOME: cwd, XDG_CONFIG_HOME: cwd, XDG_DATA_HOME: cwd, XDG_CACHE_HOME: cwd, NO_COLOR: '1' };
  return spawn(process.execPath, [BIN, ...args], {
    cwd,
    env: { PATH: process.env['PATH'], LANG: 'C.UTF-8', ...home, ...OFFLINE, ...env },
  });
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
