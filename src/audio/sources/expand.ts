import type { Dirent } from 'node:fs';
import { readdir, readFile, realpath, stat } from 'node:fs/promises';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { type AudioError, SourceError, UsageError } from '../../domain/errors.js';
import { unreadable } from '../media-file.js';
import { isMediaFile } from '../media-formats.js';
import { rawPath } from '../raw-path.js';
import { glob, hasWildcard } from './glob.js';
import { isAddress } from './registry.js';

export interface NamedSources {
  /** What the user named, in order: files, folders, patterns, addresses, `-`. */
  named: readonly string[];
  /** Files that list sources, by `--from-file`; `-` is standard input. */
  lists?: readonly string[];
  cwd: string;
  stdin: NodeJS.ReadableStream;
}

export interface ExpandedSources {
  /** One location for each source, each once, in the order in which they were named. */
  locations: string[];
  /** Those of them that a list named and the user didn't. */
  listed: ReadonlySet<string>;
  /** What was named and leads to nothing; the others are tried all the same. */
  failures: AudioError[];
}

/** Turns what a user named into sources, one by one. Whether they can be opened shows when they are. */
export async function expandSources(sources: NamedSources): Promise<ExpandedSources> {
  const { cwd, named, lists = [] } = sources;
  if (named.includes('-') && lists.includes('-')) {
    throw new UsageError(
      'Standard input can hold the sound or the list of sources, not both: "-" and "--from-file -".',
    );
  }
  const known = new Set<string>();
  const locations: string[] = [];
  const listed = new Set<string>();
  const failures: AudioError[] = [];
  const collect = async (found: AsyncIterable<string>, fromList: boolean): Promise<void> => {
    try {
      for await (const location of found) {
        const identity = location === '-' || isAddress(location) ? location : resolve(cwd, location);
        if (known.has(identity)) continue;
        locations.push(location);
        if (fromList) listed.add(location);
        known.add(identity);
      }
    } catch (error) {
      if (!(error instanceof SourceError)) throw error;
      failures.push(error);
    }
  };

  for (const name of named) await collect(expandName(name, cwd, failures), false);
  for (const list of lists) await collect(expandList(list, sources, failures), true);
  return { locations, listed, failures };
}

async function* expandName(name: string, cwd: string, failures: AudioError[]): AsyncGenerator<string> {
  if (name === '-' || isAddress(name)) return yield name;
  if (await isFolder(resolve(cwd, name))) return yield* filesIn(name, cwd, failures);
  // A file that exists is meant as it is, whatever its name looks like.
  if (!hasWildcard(name) || (await exists(resolve(cwd, name)))) return yield name;

  const fits = await glob(name, cwd);
  let found = 0;
  for (const fit of naturally(fits)) {
    if (await isFolder(resolve(cwd, fit))) {
      for await (const file of walk(fit, cwd, failures)) {
        found++;
        yield file;
      }
    } else if (isMediaFile(fit)) {
      found++;
      yield fit;
    }
  }
  if (found > 0) return;
  throw new SourceError(
    fits.length > 0 ? `Nothing that fits "${name}" is audio or video.` : `No file or folder fits "${name}".`,
  );
}

/**
 * A line of a list is a file, a folder or an address, never a pattern. A relative one counts from the list's folder, as in
 * a playlist, or from the working directory, as written by `find`, if that is where it exists.
 */
async function* expandList(list: string, sources: NamedSources, failures: AudioError[]): AsyncGenerator<string> {
  const { cwd } = sources;
  const lines = await readList(list, sources);
  if (lines.length === 0) throw new SourceError(`The list "${list}" names no source.`);
  for (const line of lines) {
    if (isAddress(line)) {
      yield line;
      continue;
    }
    // A file of that name: standard input isn't for a list to read.
    const asFile = (path: string): string => (path === '-' ? './-' : path);
    const here = asFile(line);
    const beside = isAbsolute(line) || list === '-' ? here : asFile(join(dirname(list), line));
    const name = (await exists(resolve(cwd, beside))) || !(await exists(resolve(cwd, here))) ? beside : here;
    if (!(await isFolder(resolve(cwd, name)))) yield name;
    else yield* filesIn(name, cwd, failures);
  }
}

/** One source a line. `#` at the start is a comment, so a file of that name is written `./#name`. */
async function readList(list: string, { cwd, stdin }: NamedSources): Promise<string[]> {
  const content = list === '-' ? await text(stdin) : decodeText(await read(resolve(cwd, list)));
  return content
    .replace(/^\ufeff/, '')
    .split(/\r\n|\n|\r/)
    .filter((line) => line.trim() !== '' && !line.startsWith('#'));

  async function read(path: string): Promise<Buffer> {
    try {
      return await readFile(path);
    } catch (error) {
      throw unreadable(list, error);
    }
  }
}

/** UTF-8, or the UTF-16 that PowerShell's `>` writes. */
function decodeText(bytes: Buffer): string {
  return bytes[0] === 0xff && bytes[1] === 0xfe ? bytes.toString('utf16le') : bytes.toString('utf8');
}

async function* filesIn(folder: string, cwd: string, failures: AudioError[]): AsyncGenerator<string> {
  let found = 0;
  const failed = failures.length;
  for await (const file of walk(folder, cwd, failures)) {
    found++;
    yield file;
  }
  if (found === 0 && failures.length === failed) throw new SourceError(`"${folder}" holds no audio or video file.`);
}

/** Audio and video files in a folder and all below, in natural order. Hidden ones (macOS's `._x.mp3`) are left out. */
async function* walk(
  folder: string,
  cwd: string,
  failures: AudioError[],
  visited = new Set<string>(),
): AsyncGenerator<string> {
  const raw = await rawPath(resolve(cwd, folder));
  let entries: Dirent[];
  try {
    // Links may lead round in a circle.
    const real = await realpath(raw);
    if (visited.has(real)) return;
    visited.add(real);
    entries = await readdir(raw, { withFileTypes: true });
  } catch (error) {
    failures.push(unreadable(folder, error));
    return;
  }
  const byName = new Map(entries.map((entry) => [entry.name, entry]));
  for (const name of naturally([...byName.keys()].filter((n) => !n.startsWith('.')))) {
    const entry = byName.get(name)!;
    const child = folder === '.' ? name : join(folder, name);
    if (entry.isDirectory() || (entry.isSymbolicLink() && (await isFolder(resolve(cwd, child))))) {
      yield* walk(child, cwd, failures, visited);
    } else if (isMediaFile(name)) yield child;
  }
}

/** `2.mp3` before `10.mp3`. */
function naturally(names: readonly string[]): string[] {
  const { compare } = new Intl.Collator(undefined, { numeric: true });
  return [...names].sort((a, b) => compare(a, b) || (a < b ? -1 : 1));
}

const about = async (path: string) => stat(await rawPath(path)).catch(() => null);
const exists = async (path: string): Promise<boolean> => (await about(path)) !== null;
const isFolder = async (path: string): Promise<boolean> => (await about(path))?.isDirectory() ?? false;
