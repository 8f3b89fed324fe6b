import { WriteStream } from 'node:tty';
import { Chalk } from 'chalk';
import type { OutputStream, Style, Terminal } from './terminal.js';

export interface TerminalFlags {
  quiet?: boolean;
  verbose?: boolean;
  color?: boolean;
  events?: boolean;
}

type Env = Readonly<Record<string, string | undefined>>;

/** What is needed of node's `process`. */
export interface Streams {
  stdout: NodeJS.WriteStream;
  stderr: NodeJS.WriteStream;
  env: Env;
  platform: string;
}

const DEFAULT_COLUMNS = 80;

export function createTerminal(process: Streams, flags: TerminalFlags): Terminal {
  const { env, platform } = process;
  const unicode = showsUnicode(env, platform);
  return {
    out: outputStream(process.stdout, env, unicode, flags),
    err: outputStream(process.stderr, env, unicode, flags),
    verbosity: flags.quiet ? -1 : flags.verbose ? 1 : 0,
    events: flags.events === true,
  };
}

function outputStream(stream: NodeJS.WriteStream, env: Env, unicode: boolean, flags: TerminalFlags): OutputStream {
  const isTerminal = stream.isTTY === true;
  const interactive = isTerminal && !isCi(env) && env['TERM'] !== 'dumb';
  const wanted = positive(env['COLUMNS']);
  return {
    interactive,
    style: new Chalk({ level: colourLevel(isTerminal, env, flags) }),
    unicode,
    bounded: isTerminal || wanted !== null,
    get columns() {
      const real = isTerminal ? positive(stream.columns) : null;
      // A line must never be wider than the terminal really is, whatever COLUMNS says.
      return Math.min(wanted ?? Number.POSITIVE_INFINITY, real ?? wanted ?? DEFAULT_COLUMNS);
    },
    ...(interactive && { tty: stream as WriteStream }),
    write(text) {
      stream.write(text);
    },
  };
}

/**
 * The one place that decides on colour, since chalk by itself ignores NO_COLOR on a terminal. The flag wins, then
 * FORCE_COLOR, then NO_COLOR: the order that Node itself keeps.
 */
function colourLevel(isTerminal: boolean, env: Env, flags: TerminalFlags): Style['level'] {
  if (flags.color === false) return 0;
  const forced = env['FORCE_COLOR'];
  if (forced === '0' || forced === 'false') return 0;
  if (forced !== undefined) return forced === '2' ? 2 : forced === '3' ? 3 : 1;
  if (env['NO_COLOR'] || !isTerminal || isCi(env) || env['TERM'] === 'dumb') return 0;
  const depth = WriteStream.prototype.getColorDepth.call(null, { ...env, NO_COLOR: undefined });
  return depth >= 24 ? 3 : depth >= 8 ? 2 : depth >= 4 ? 1 : 0;
}

/** A build machine's log may be a terminal, but nobody sits at it. */
function isCi(env: Env): boolean {
  const ci = env['CI'];
  return ci !== undefined && ci !== '' && ci !== '0' && ci !== 'false';
}

function showsUnicode(env: Env, platform: string): boolean {
  const term = env['TERM'];
  if (term === 'dumb' || term === 'linux') return false;
  const locale = env['LC_ALL'] || env['LC_CTYPE'] || env['LANG'];
  if (locale) return /utf-?8/i.test(locale);
  // The old Windows console lacks the block characters in its usual fonts; the newer terminals name themselves.
  if (platform === 'win32') return Boolean(env['WT_SESSION'] || env['TERM_PROGRAM'] || env['ConEmuTask'] || term);
  // POSIX: no locale named is the C locale. macOS's terminals are UTF-8 by themselves.
  return platform === 'darwin';
}

function positive(value: string | number | undefined): number | null {
  const number = Number(value);
  return Number.isInteger(number) && number > 0 ? number : null;
}
