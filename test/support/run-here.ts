import { EventEmitter, once } from 'node:events';
import { resolve } from 'node:path';
import { PassThrough } from 'node:stream';
import { pathToFileURL } from 'node:url';
import type { Ran, RunOptions } from './cli.js';

type Main = (process: NodeJS.Process) => Promise<void>;

const BUILT = pathToFileURL(resolve(import.meta.dirname, '../../dist/cli.js')).href;

/**
 * Runs the built program with a world of its own in the process of the tests: what it says, writes and ends with is the same, and the time is
 * saved that a process takes to start and to warm up.
 */
export async function runHere(args: readonly string[], options: RunOptions): Promise<Ran> {
  const { main } = (await import(/* @vite-ignore */ BUILT)) as { main: Main };
  // Paths count from the folder that the process is in, which is one for all that run at the same time.
  process.chdir(options.cwd);
  running++;
  try {
    return await runMain(main, args, options);
  } finally {
    if (--running === 0) process.chdir(HOME);
  }
}
let running = 0;
const HOME = process.cwd();

export async function runMain(
  main: Main,
  args: readonly string[],
  { cwd, input = '', env = {} }: RunOptions,
): Promise<Ran> {
  const ran: Ran = { code: null, stdout: '', stderr: '' };
  const [stdin, stdout, stderr] = [new PassThrough(), new PassThrough(), new PassThrough()];
  stdout.setEncoding('utf8').on('data', (text: string) => {
    ran.stdout += text;
  });
  stderr.setEncoding('utf8').on('data', (text: string) => {
    ran.stderr += text;
  });
  /** What the program asks of node's own. */
  const shown = Object.assign(new EventEmitter(), {
    argv: [process.execPath, 'tracklistify', ...args],
    env,
    platform: process.platform,
    exitCode: undefined as number | undefined,
    cwd: () => cwd,
    stdin,
    stdout,
    stderr,
    exit(code: number): never {
      throw new Error(`The program ended in the middle, with ${code}: a test of that is one of a process.`);
    },
  });
  stdin.end(input);
  await main(shown as unknown as NodeJS.Process);
  shown.emit('exit');
  await Promise.all([stdout, stderr].map((stream) => once(stream.end(), 'end')));
  return { ...ran, code: shown.exitCode ?? null };
}
