import { basename, parse } from 'node:path';
import type { Staying } from '../app/mending.js';
import type { WriteError } from '../domain/errors.js';
import { reasonIn } from '../domain/system-words.js';
import { plain } from '../domain/text.js';
import type { Cli } from './command.js';
import { shortPath } from './short-path.js';
import { plural } from './terminal/figures.js';
import { shellWord } from './terminal/shell-word.js';
import { warnTo } from './terminal/warn.js';

/** Files of one result that have a line each. */
const FEW = 2;

/** Says what was written: of many files of one result, that they are many. */
export function sayWritten({ cwd, terminal: { err, verbosity, events } }: Cli, files: readonly string[]): void {
  if (verbosity < 0 || events) return;
  for (const line of writtenLines(cwd, files)) err.write(`${plain(line)}\n`);
}

export function writtenLines(cwd: string, files: readonly string[]): string[] {
  const results = new Map<string, string[]>();
  for (const file of files) {
    const { dir, name } = parse(file);
    const result = `${dir}/${name}`;
    results.set(result, [...(results.get(result) ?? []), file]);
  }
  return [...results.values()].flatMap((all) => {
    const paths = all.map((file) => shortPath(cwd, file));
    if (paths.length <= FEW) return paths.map((path) => `wrote ${path}`);
    return [`wrote ${paths[0]} and ${plural(paths.length - 1, 'file')} beside it`];
  });
}

/** How files are made anew that stay as somebody has changed them, and what becomes of a document that does: paths are absolute. */
interface HowAnew {
  command(document: string, formats: readonly string[]): string;
  document(document: string): string;
}

const usual = (cwd: string): HowAnew => ({
  command: (document, formats) => `tracklistify export ${shellWord(shortPath(cwd, document))} -f ${formats.join(',')}`,
  document: () => 'When its mix is identified again, it is brought together with what was changed.',
});

/** Says which files don't say what they should, and what to do: a line for all of one result. */
export function sayStaying(cli: Cli, staying: readonly Staying[], how: Partial<HowAnew> = {}): void {
  const warn = warnTo(cli.terminal);
  for (const line of stayingLines(cli.cwd, staying, how)) warn(line);
}

export function stayingLines(cwd: string, staying: readonly Staying[], said: Partial<HowAnew> = {}): string[] {
  const how = { ...usual(cwd), ...said };
  const lines: string[] = [];
  const changed = new Map<string, Staying[]>();
  for (const one of staying) {
    const short = shortPath(cwd, one.file);
    if (one.why !== 'changed') lines.push(`${short} couldn't be written: ${causeOf(one.why)}`);
    else if (one.file === one.document)
      lines.push(`${short} was changed by hand, so it stays. ${how.document(one.document)}`);
    else changed.set(one.document, [...(changed.get(one.document) ?? []), one]);
  }
  for (const [document, all] of changed) {
    const [first, ...more] = all.map(({ file }) => file) as [string, ...string[]];
    const names = [shortPath(cwd, first), ...more.map((file) => basename(file))];
    const formats = [...new Set(all.map(({ format }) => format))];
    const command = how.command(document, formats);
    lines.push(
      more.length === 0
        ? `${names[0]} was changed by hand, so it stays. For a new one beside it: ${command}`
        : `${names.slice(0, -1).join(', ')} and ${names.at(-1)} were changed by hand, so they stay. For new ones beside them: ${command}`,
    );
  }
  return lines;
}

export const causeOf = (error: WriteError): string => reasonIn(error.cause ?? error);
