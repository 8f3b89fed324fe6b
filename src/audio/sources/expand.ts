import { dirname, isAbsolute, join, resolve } from 'node:path';
import { type AudioError, SourceError, UsageError } from '../../domain/errors.js';
import { isMediaFile } from '../../domain/media-extensions.js';
import { bytesOf, openStream } from '../../files/open-stream.js';
import { unreadable } from '../media-file.js';
import { exists, type Finding, filesIn, isFolder, kindAt, MOST_SOURCES, naturally, tooMany, walk } from './folder.js';
import { glob, hasWildcard } from './glob.js';
import { isAddress } from './location.js';
import { isOtherTs } from './transport-stream.js';

export interface NamedSources {
  /** What the user named, in order: files, folders, patterns, addresses, `-`. */
  named: readonly string[];
  /** Files that list sources, by `--from-file`; `-` is standard input. */
  lists?: readonly string[];
  cwd: string;
  stdin: NodeJS.ReadableStream;
  signal?: AbortSignal;
}

export interface ExpandedSources {
  /** One location for each source, each once, in the order in which they were named. */
  locations: string[];
  /** Those of them that a list named and the user didn't. */
  listed: ReadonlySet<string>;
  /** What was named and leads to nothing; the others are tried all the same. */
  failures: AudioError[];
  /** What has a media file's name and is none, a sentence for each: it isn't opened. */
  skipped: string[];
}

/** Turns what a user named into sources, one by one. Whether they can be opened shows when they are. */
export async function expandSources(sources: NamedSources): Promise<ExpandedSources> {
  const { cwd, named, lists = [], signal } = sources;
  if (named.includes('-') && lists.includes('-')) {
    throw new UsageError(
      'Standard input can hold the sound or the list of sources, not both: "-" and "--from-file -".',
    );
  }
  const known = new Set<string>();
  const locations: string[] = [];
  const listed = new Set<string>();
  const finding: Finding = { cwd, signal, failures: [], skipped: [] };
  const { failures, skipped } = finding;
  const collect = async (found: AsyncIterable<string>, fromList: boolean): Promise<void> => {
    try {
      for await (const location of found) {
        signal?.throwIfAborted();
        const identity = location === '-' || isAddress(location) ? location : resolve(cwd, location);
        if (known.has(identity)) continue;
        locations.push(location);
        if (fromList) listed.add(location);
        known.add(identity);
        if (known.size > MOST_SOURCES) throw tooMany('What is named stands for');
      }
    } catch (error) {
      if (!(error instanceof SourceError)) throw error;
      failures.push(error);
    }
  };

  for (const name of named) await collect(expandName(name, finding), false);
  for (const list of lists) await collect(expandList(list, sources, finding), true);
  if (skipped.length > 0 && locations.length + failures.length === 0) failures.push(new SourceError(leftOut(skipped)));
  return { locations, listed, failures, skipped };
}

/** One line for all that was skipped. */
export function leftOut([first, ...more]: readonly string[]): string {
  return `Left out: ${first}${more.length > 0 ? `, and ${more.length} more like it` : ''}.`;
}

async function* expandName(name: string, finding: Finding): AsyncGenerator<string> {
  const { cwd, skipped, signal } = finding;
  if (name === '-' || isAddress(name)) return yield name;
  if (await isFolder(resolve(cwd, name))) return yield* filesIn(name, finding);
  // A file that exists is meant as it is, whatever its name looks like.
  if (!hasWildcard(name) || (await exists(resolve(cwd, name)))) return yield name;

  const fits = await glob(name, { cwd, signal });
  let found = 0;
  for (const fit of naturally(fits)) {
    const kind = await kindAt(resolve(cwd, fit));
    if (kind === 'folder') {
      for await (const file of walk(fit, finding)) {
        found++;
        yield file;
      }
    } else if (isMediaFile(fit) && !(kind === 'file' && (await isOtherTs(resolve(cwd, fit))))) {
      found++;
      if (kind === 'file' || kind === 'unknown') yield fit;
      else skipped.push(`"${fit}" is ${kind}, not a file`);
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
async function* expandList(list: string, sources: NamedSources, finding: Finding): AsyncGenerator<string> {
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
    else yield* filesIn(name, finding);
  }
}

/** Paths of the longest kind for as many sources as a run takes. */
const LONGEST_LIST = 64 * 2 ** 20;

/** One source a line. `#` at the start is a comment, so a file of that name is written `./#name`. */
async function readList(list: string, { cwd, stdin, signal }: NamedSources): Promise<string[]> {
  const content = decodeText(
    await contentOf(list, () => (list === '-' ? stdin : openStream(resolve(cwd, list))), signal),
  );
  const lines = content
    .replace(/^\ufeff/, '')
    .split(/\r\n|\n|\r/)
    .filter((line) => line.trim() !== '' && !line.startsWith('#'));
  if (lines.length > MOST_SOURCES) throw tooMany(`The list "${list}" names`);
  return lines;
}

async function contentOf(list: string, open: () => NodeJS.ReadableStream, signal?: AbortSignal): Promise<Buffer> {
  const bytes = await bytesOf(open, LONGEST_LIST, signal).catch((error: unknown) => {
    signal?.throwIfAborted();
    throw unreadable(list, error);
  });
  if (bytes) return bytes;
  throw new SourceError(`"${list}" is too long for a list of sources: more than ${LONGEST_LIST / 2 ** 20} MB.`);
}

/** UTF-8, or the UTF-16 that PowerShell's `>` writes. */
function decodeText(bytes: Buffer): string {
  return bytes[0] === 0xff && bytes[1] === 0xfe ? bytes.toString('utf16le') : bytes.toString('utf8');
}
