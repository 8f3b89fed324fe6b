import type { Argument, Command, Option } from 'commander';
import { ListOption, OfferingOption } from '../options.js';

/** What a shell can offer for a value. */
export type Values =
  | { kind: 'files' | 'folders' | 'nothing' }
  | { kind: 'choices'; choices: readonly string[]; list: boolean };

export interface CompletedOption {
  /** `-f`, `--format` */
  flags: string[];
  description: string;
  /** Null for a switch. */
  values: Values | null;
}

export interface CompletedCommand {
  /** Below the program: empty for itself, `['library', 'add']`. */
  path: string[];
  summary: string;
  options: CompletedOption[];
  /** Of its positional arguments. */
  values: Values;
  children: Array<{ name: string; summary: string }>;
}

/** What can be typed, read off the program itself. The first one is the program, which takes what its default command takes. */
export function completedCommands(program: Command, defaultName?: string): CompletedCommand[] {
  const commands = walk(program, [], []);
  const [root] = commands;
  const fallback = commands.find(({ path }) => path.length === 1 && path[0] === defaultName);
  if (root && fallback) {
    root.options = union(root.options, fallback.options);
    root.values = fallback.values;
  }
  return commands;
}

function walk(command: Command, path: string[], inherited: CompletedOption[]): CompletedCommand[] {
  const help = command.createHelp();
  const own = help.visibleOptions(command).map(completedOption);
  const options = union(own, inherited);
  const children = help.visibleCommands(command);
  // The version is the program's alone, the rest of its flags are understood behind every command.
  const passedOn = options.filter(({ flags }) => !flags.includes('--version'));
  return [
    {
      path,
      summary: command.description(),
      options,
      values: argumentValues(command.registeredArguments),
      children: children.map((child) => ({ name: child.name(), summary: child.description() })),
    },
    // Commander's own `help` takes no flags and isn't in the tree of commands.
    ...children
      .filter((child) => command.commands.includes(child))
      .flatMap((child) => walk(child, [...path, child.name()], passedOn)),
  ];
}

function completedOption(option: Option): CompletedOption {
  const takesValue = option.required || option.optional;
  const name = /[<[]([^<>[\]]+)[>\]]/.exec(option.flags)?.[1] ?? '';
  const offered = option instanceof OfferingOption && option.offered.length > 0 ? option.offered : undefined;
  return {
    flags: [option.short, option.long].filter((flag): flag is string => flag !== undefined),
    description: option.description,
    values: takesValue ? valuesOf(name, option.argChoices ?? offered, option instanceof ListOption) : null,
  };
}

function argumentValues(all: readonly Argument[]): Values {
  const [first] = all;
  return first ? valuesOf(first.name(), first.argChoices, false) : { kind: 'nothing' };
}

/** The name of a value says what it is: `<dir>` a folder, `<file>` a file, `<names>` its choices. */
function valuesOf(name: string, choices: readonly string[] | undefined, list: boolean): Values {
  if (choices) return { kind: 'choices', choices, list };
  if (/^(dir|folder)/i.test(name)) return { kind: 'folders' };
  return { kind: /^(file|path|source|list|tracklist)/i.test(name) ? 'files' : 'nothing' };
}

function union(first: readonly CompletedOption[], second: readonly CompletedOption[]): CompletedOption[] {
  const seen = new Set(first.flatMap(({ flags }) => flags));
  return [...first, ...second.filter(({ flags }) => !flags.some((flag) => seen.has(flag)))];
}
