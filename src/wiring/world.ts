import { tmpdir } from 'node:os';
import type { Clock } from '../domain/ports/clock.js';
import type { Machine } from '../domain/ports/deck.js';
import { systemClock } from '../net/clock.js';
import type { Providing } from './registry.js';

/** What a front door hands in, so that nothing behind it reads the process: a test, a page's server or another program hands in its own. */
export interface World extends Providing {
  env: Readonly<Record<string, string | undefined>>;
  /** Relative paths count from here. */
  cwd: string;
  stdin: NodeJS.ReadableStream;
  /** Where files go that nobody keeps. */
  tempFolder: string;
  clock: Clock;
  /** From 0 up to 1, for what has to differ between runs: pauses before asking again. */
  random: () => number;
  /** Aborted when everything is to end. */
  signal: AbortSignal;
  /** Keeps what is to be done in the moment in which the process ends, whatever was closed by then. It can't wait for anything. */
  atExit?(act: () => void): void;
  /** What DJ programs and disks are looked for on, where that isn't this machine. */
  machine?(): Promise<Machine>;
}

/** What is kept for the end of a process, by all its worlds: one listener, however many there are. */
const endings = new WeakMap<NodeJS.Process, Set<() => void>>();

/** The one of a running process. */
export function worldOf(process: NodeJS.Process, signal: AbortSignal): World {
  const { env, stdin } = process;
  const atExit = (act: () => void): void => {
    const last = endings.get(process) ?? new Set();
    if (last.size === 0) process.once('exit', () => last.forEach((one) => void one()));
    endings.set(process, last.add(act));
  };
  const tempFolder = env['TMPDIR'] || tmpdir();
  return { env, cwd: process.cwd(), stdin, tempFolder, clock: systemClock, random: Math.random, signal, atExit };
}
