import type { Dirent, Stats } from 'node:fs';
import { opendir, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { type AudioError, SourceError, UsageError } from '../../domain/errors.js';
import { isMediaFile } from '../../domain/media-extensions.js';
import { foldersAbove, identityOf } from '../../files/identity.js';
import { rawPath } from '../../files/raw-path.js';
import { unreadable } from '../media-file.js';
import { isOtherTs } from './transport-stream.js';

/** What is gathered on the way, and what ends it. */
export interface Finding {
  cwd: string;
  signal?: AbortSignal | undefined;
  /** What was named and leads to nothing. */
  failures: AudioError[];
  /** What has the name of a file and is none, so that it isn't opened: a sentence for each. */
  skipped: string[];
}

/** Sources of one run, and entries of one folder. */
export const MOST_SOURCES = 100_000;

export const tooMany = (what: string): UsageError =>
  new UsageError(`${what} more than ${MOST_SOURCES.toLocaleString('en')} files: name fewer at once.`);

/** Audio and video files in a folder and all below, in natural order. */
export async function* filesIn(folder: string, finding: Finding): AsyncGenerator<string> {
  let found = 0;
  const { failures, skipped } = finding;
  const before = failures.length + skipped.length;
  for await (const file of walk(folder, finding)) {
    found++;
    yield file;
  }
  if (found === 0 && failures.length + skipped.length === before) {
    throw new SourceError(
      `"${folder}" holds no audio or video file: name the mix itself, or the folder that it is in.`,
    );
  }
}

/** The same, of which there may be none. Hidden files (macOS's `._x.mp3`) are left out. */
export async function* walk(start: string, finding: Finding): AsyncGenerator<string> {
  const { cwd } = finding;
  // A link to a folder that this one lies in leads round in a circle, by way of everything else on the disk.
  const visited = await foldersAbove(resolve(cwd, start));
  /** Folders that are being gone through, the innermost last: what is left to be looked at in each. */
  const open = [(await entriesOf(start, finding, visited)).values()];
  for (let inner = open.at(-1); inner; inner = open.at(-1)) {
    finding.signal?.throwIfAborted();
    const { value: entry, done } = inner.next();
    if (done) {
      open.pop();
      continue;
    }
    const { path, kind } = entry;
    // What the folder itself doesn't tell: links, and everything on some disks.
    const what = kind === 'unknown' ? kindOfEntry(await about(resolve(cwd, path))) : kind;
    if (what === 'folder') open.push((await entriesOf(path, finding, visited)).values());
    else if (!isMediaFile(path) || (what === 'file' && (await isOtherTs(resolve(cwd, path))))) continue;
    // What a link leads to may be missing: that shows when it is opened.
    else if (what === 'file' || what === 'unknown') yield path;
    else finding.skipped.push(`"${path}" is ${what}, not a file`);
  }
}

type Kind = 'file' | 'folder' | 'unknown' | 'a pipe' | 'a socket' | 'a device';

interface Entry {
  path: string;
  kind: Kind;
}

/** What may be a source or lead to some, in natural order; nothing of a folder that was gone through before. */
async function entriesOf(folder: string, finding: Finding, visited: Set<string>): Promise<Entry[]> {
  const raw = await rawPath(resolve(finding.cwd, folder));
  const kinds = new Map<string, Kind>();
  try {
    // Links may lead round in a circle.
    const identity = await identityOf(raw);
    if (visited.has(identity)) return [];
    visited.add(identity);
    for await (const entry of await opendir(raw as string, { bufferSize: 256 })) {
      finding.signal?.throwIfAborted();
      const kind = kindOfEntry(entry);
      if (entry.name.startsWith('.') || (kind !== 'folder' && kind !== 'unknown' && !isMediaFile(entry.name))) continue;
      kinds.set(entry.name, kind);
      if (kinds.size > MOST_SOURCES) throw tooMany(`"${folder}" holds`);
    }
  } catch (error) {
    finding.signal?.throwIfAborted();
    if (error instanceof UsageError) throw error;
    finding.failures.push(unreadable(folder, error));
    return [];
  }
  const at = (name: string): string => (folder === '.' ? name : join(folder, name));
  return naturally([...kinds.keys()]).map((name) => ({ path: at(name), kind: kinds.get(name)! }));
}

/** What a path leads to; of one that leads nowhere, nothing is known. */
export async function kindAt(path: string): Promise<Kind> {
  return kindOfEntry(await about(path));
}

function kindOfEntry(entry: Dirent | Stats | null): Kind {
  if (!entry) return 'unknown';
  if (entry.isFile()) return 'file';
  if (entry.isDirectory()) return 'folder';
  if (entry.isFIFO()) return 'a pipe';
  if (entry.isSocket()) return 'a socket';
  return entry.isCharacterDevice() || entry.isBlockDevice() ? 'a device' : 'unknown';
}

/** `2.mp3` before `10.mp3`. */
export function naturally(names: readonly string[]): string[] {
  const { compare } = new Intl.Collator(undefined, { numeric: true });
  return [...names].sort((a, b) => compare(a, b) || (a < b ? -1 : 1));
}

const about = async (path: string): Promise<Stats | null> => stat(await rawPath(path)).catch(() => null);
export const exists = async (path: string): Promise<boolean> => (await about(path)) !== null;
export const isFolder = async (path: string): Promise<boolean> => (await about(path))?.isDirectory() ?? false;
