import type { BigIntStats } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { AUDIO_EXTENSIONS, extensionOf } from '../../domain/media-extensions.js';
import { reasonIn } from '../../domain/system-words.js';
import { foldersAbove } from '../../files/identity.js';
import { joinRaw, namesIn, rawPath } from '../../files/raw-path.js';
import type { FilePlace } from '../store/records.js';

export interface Walked {
  files: FilePlace[];
  problems: { path: string; reason: string; named: boolean }[];
}

/**
 * All music in the folders and files named, in order of path, each file once however often it is reached. Hidden files
 * are left out (among them the `._name.mp3` that macOS leaves on foreign disks, which hold no sound).
 */
export async function walk(
  paths: readonly string[],
  signal: AbortSignal,
  isExcluded: (path: string) => boolean = () => false,
): Promise<Walked> {
  const walked: Walked = { files: [], problems: [] };
  const seen = new Set<string>();
  /** Of the folder named, those that it lies in: a link to one leads round in a circle, by way of everything on the disk. */
  let above = new Set<string>();

  const visit = async ({ path, raw, named, twin }: Place): Promise<void> => {
    signal.throwIfAborted();
    // What was named outright is taken, whatever its name.
    if (!named && isExcluded(path)) return;
    try {
      // Follows links; the device and inode tell a loop, and the same file by another way.
      const about = await stat(raw, { bigint: true });
      const identity = `${about.dev}:${about.ino}`;
      const isMusic = named || AUDIO_EXTENSIONS.has(extensionOf(path));
      if (!about.isDirectory() && !isMusic) return;
      // Opening a pipe would wait until somebody writes into it.
      if (!about.isFile() && !about.isDirectory()) {
        walked.problems.push({ path, reason: `it is ${kindOf(about)}, not a file`, named });
        return;
      }
      if (twin) {
        walked.problems.push({ path, reason: SAME_TEXT, named });
        return;
      }
      if (seen.has(identity) || (!named && above.has(identity))) return;
      seen.add(identity);
      if (about.isFile()) {
        walked.files.push({ path, size: Number(about.size), mtime: Number(about.mtimeMs) });
        return;
      }
      let before = '';
      for (const name of await namesIn(raw)) {
        const text = name.toString();
        if (text.startsWith('.')) continue;
        await visit({ path: join(path, text), raw: joinRaw(raw, name), named: false, twin: text === before });
        before = text;
      }
    } catch (error) {
      signal.throwIfAborted();
      walked.problems.push({ path, reason: reasonOf(error), named });
    }
  };

  for (const named of paths) {
    const path = resolve(named);
    above = await foldersAbove(path);
    await visit({ path, raw: await rawPath(path), named: true, twin: false });
  }
  walked.files.sort((a, b) => (a.path < b.path ? -1 : 1));
  return walked;
}

interface Place {
  /** As the library keeps it. */
  path: string;
  /** The same as the disk knows it, where its name is no UTF-8. */
  raw: string | Buffer;
  named: boolean;
  /** Another name in its folder reads the same, and is the one that `path` finds. */
  twin: boolean;
}

const SAME_TEXT = "another name in its folder differs only in bytes that aren't UTF-8: rename one of the two";

const kindOf = (about: BigIntStats): string => (about.isFIFO() ? 'a pipe' : about.isSocket() ? 'a socket' : 'a device');

const REASONS: Record<string, string> = {
  ENOENT: 'there is no such file or folder',
  EACCES: 'access is denied',
  EPERM: 'access is denied',
  ELOOP: 'its links lead round in a circle',
  ENAMETOOLONG: 'its path is too long',
};

export function reasonOf(error: unknown): string {
  return REASONS[(error as NodeJS.ErrnoException).code ?? ''] ?? reasonIn(error);
}
