import type { Command } from 'commander';
import type * as z from 'zod';
import type { Hall } from '../wiring/hall.js';
import type { Registry } from '../wiring/registry.js';
import type { SettingsDoor } from '../wiring/settings.js';
import type { World } from '../wiring/world.js';
import type * as shapes from './shapes.js';
import type { Terminal } from './terminal/terminal.js';

/** The world as a command sees it: handed in, never imported, so that a test can hand in another one. */
export interface Cli extends World, SettingsDoor {
  terminal: Terminal;
  /** What commands share that reach out, with these settings. Whoever opens it closes it. */
  hall(flags?: Record<string, unknown>): Promise<Hall>;
  /** All of them: what is said of others, and what shells complete. */
  commands: readonly CommandModule[];
}

export type Shapes = typeof shapes;

/** What the parsed command line of a command looks like: the positional arguments in order, and its own options. */
export interface Shape<Args, Options> {
  args: z.ZodType<Args>;
  options: z.ZodType<Options>;
}

/** The options that a shape describes. */
export type OptionsOf<F extends (of: Shapes) => Shape<unknown, unknown>> = z.output<ReturnType<F>['options']>;

/**
 * One command, one file. `define` adds arguments and options only; everything heavy is imported inside `run`. The registry is
 * there for completion, which offers providers by their names, and for commands that say so by `namesProviders`.
 */
export interface CommandModule<Args = unknown, Options = unknown> {
  name: string;
  summary: string;
  /** Runs when no command is named. */
  isDefault?: boolean;
  /** Of the default command: the flags that the program's own help shows. */
  everyday?: readonly string[];
  /** At least two real command lines with what they do, shown by `--help`. */
  examples: ReadonlyArray<readonly [commandLine: string, effect: string]>;
  define?(command: Command, registry?: Registry): void;
  /** Of what `define` adds; of a command with neither arguments nor options there is none. */
  shape?(of: Shapes): Shape<Args, Options>;
  /** Resolves to the exit code. */
  run?(cli: Cli, args: Args, options: Options): Promise<number>;
  subcommands?: readonly CommandModule[] | ((registry: Registry) => readonly CommandModule[]);
  /** Its help or its subcommands name providers, so their descriptors are loaded when it is asked for. */
  namesProviders?: boolean;
}

/**
 * A command whose `run` is handed what its shape says. Commander has told the user of mistakes by then: what doesn't fit is a
 * mistake of ours, an option that `define` has and the shape hasn't.
 */
export function defineCommand<Args, Options>(module: Shaped<Args, Options>): CommandModule {
  return {
    ...module,
    async run(cli, args, options) {
      const shape = module.shape(await import('./shapes.js'));
      return module.run(cli, shape.args.parse(args), shape.options.parse(options));
    },
  };
}

type Shaped<Args, Options> = CommandModule<Args, Options> &
  Required<Pick<CommandModule<Args, Options>, 'shape' | 'run'>>;
