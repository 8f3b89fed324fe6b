import type { Command, Help, Option } from 'commander';
import type { CommandModule } from './command.js';

/**
 * What `tracklistify --help` shows: how to begin, and where the rest is. Somebody who sees the program for the first time
 * reads this one page; every flag stands in the help of its own command.
 */
export function overview(program: Command, main: CommandModule | undefined, help: Help): string {
  const options = everydayOptions(program, main, help);
  const commands = help.visibleCommands(program).map((command) => [command.name(), command.description()] as const);
  const terms = [...options.map((option) => help.optionTerm(option)), ...commands.map(([name]) => name)];
  const width = Math.max(...terms.map((term) => term.length));
  const item = (term: string, text: string): string => help.formatItem(term, width, text, help);
  const name = program.name();
  return [
    `Usage: ${name} [options] <source…>`,
    `       ${name} <command> …`,
    '',
    ...wrapped(`${program.description()} A source is a file, a folder, a web address, or - for standard input.`, help),
    '',
    'Options that everybody needs:',
    ...options.map((option) => item(help.optionTerm(option), help.optionDescription(option))),
    '',
    ...(main ? [...examplesOf(main, help, help.helpWidth, 2), ''] : []),
    'Commands:',
    ...commands.map(([term, text]) => item(term, text)),
    '',
    ...(main ? wrapped(`All options: ${name} ${main.name} --help`, help) : []),
    ...wrapped(`Options of a command: ${name} <command> --help`, help),
    '',
  ].join('\n');
}

/** Command lines with what they do, as every help shows them. */
export function examplesOf({ examples }: CommandModule, help: Help, width = 80, most = examples.length): string[] {
  const effect = (text: string): string[] => wrapped(text, help, width - EFFECT.length).map((line) => EFFECT + line);
  return ['Examples:', ...examples.slice(0, most).flatMap(([line, text]) => [`  $ ${line}`, ...effect(text)])];
}

const EFFECT = '      ';

/** In the order in which the command names them. */
function everydayOptions(program: Command, main: CommandModule | undefined, help: Help): Option[] {
  const command = program.commands.find((candidate) => candidate.name() === main?.name);
  const known = command ? help.visibleOptions(command) : [];
  return (main?.everyday ?? []).flatMap((flag) => known.find((option) => option.long === flag) ?? []);
}

const wrapped = (text: string, help: Help, width = help.helpWidth ?? 80): string[] =>
  help.boxWrap(text, width).split('\n');
