import type { Command } from 'commander';
import type { Hall } from '../wiring/hall.js';
import type { Registry } from '../wiring/registry.js';
import type { SettingsDoor } from '../wiring/settings.js';
import type { World } from '../wiring/world.js';
import type { Terminal } from './terminal/terminal.js';

/** The world as a command sees it: handed in, never imported, so that a test can hand in another one. */
export interface Cli extends World, SettingsDoor {
  terminal: Terminal;
  /** What commands share that reach out, with these settings. Whoever opens it closes it. */
  hall(flags?: Record<string, unknown>): Promise<Hall>;
  /** All of them: what is said of others, and what shells complete. */
  commands: readonly CommandModule[];
}

/**
 * One command, one file. `define` adds arguments and options only; everything heavy is imported inside `run`. The registry is
 * there for completion, which offers providers by their names, and for commands that say so by `namesProviders`.
 */
export interface CommandModule {
  name: string;
  summary: string;
  /** Runs when no command is named. */
  isDefault?: boolean;
  /** Of the default command: the flags that the program's own help shows. */
  everyday?: readonly string[];
  /** At least two real command lines with what they do, shown by `--help`. */
  examples: ReadonlyArray<readonly [commandLine: string, effect: string]>;
  define(command: Command, registry?: Registry): void;
  /** Resolves to the exit code. `args` are the positional arguments in order, `options` the parsed ones, global ones too. */
  run?(cli: Cli, args: unknown[], options: Record<string, unknown>): Promise<number>;
  subcommands?: readonly CommandModule[] | ((registry: Registry) => readonly CommandModule[]);
  /** Its help or its subcommands name providers, so their descriptors are loaded when it is asked for. */
  namesProviders?: boolean;
}
