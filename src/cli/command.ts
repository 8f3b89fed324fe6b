import type { Command } from 'commander';
import type { LoadedSettings } from '../config/load.js';
import type { Settings } from '../config/schema.js';
import type { Terminal } from './terminal/terminal.js';

/** The world as a command sees it: handed in, never imported, so that a test can hand in another one. */
export interface Cli {
  env: Readonly<Record<string, string | undefined>>;
  cwd: string;
  stdin: NodeJS.ReadableStream;
  terminal: Terminal;
  /** Aborted by the first Ctrl-C and by SIGTERM. */
  signal: AbortSignal;
  /** Flags over environment over `.env` or `--env-file` over the config file over defaults. `flags` are places and values (`library.path`). */
  settings(flags?: Record<string, unknown>): Promise<Settings>;
  /** The user's config file, whether it exists or not: it is named without being read. */
  configFile(): Promise<string>;
  /** The same as `settings`, with where each value came from. */
  load(flags?: Record<string, unknown>): Promise<LoadedSettings & { configFile: string }>;
}

/** One command, one file. `define` adds arguments and options only; everything heavy is imported inside `run`. */
export interface CommandModule {
  name: string;
  summary: string;
  /** Runs when no command is named. */
  isDefault?: boolean;
  /** Of the default command: the flags that the program's own help shows. */
  everyday?: readonly string[];
  /** At least two real command lines with what they do, shown by `--help`. */
  examples: ReadonlyArray<readonly [commandLine: string, effect: string]>;
  define(command: Command): void;
  /** Resolves to the exit code. `args` are the positional arguments in order, `options` the parsed ones, global ones too. */
  run?(cli: Cli, args: unknown[], options: Record<string, unknown>): Promise<number>;
  subcommands?: readonly CommandModule[];
}
