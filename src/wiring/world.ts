import { tmpdir } from 'node:os';
import type { Clock } from '../domain/ports/clock.js';
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
  /** Aborted when everything is to end. */
  signal: AbortSignal;
}

/** The one of a running process. */
export function worldOf(process: NodeJS.Process, signal: AbortSignal): World {
  const { env, stdin } = process;
  return { env, cwd: process.cwd(), stdin, tempFolder: env['TMPDIR'] || tmpdir(), clock: systemClock, signal };
}
