import { mkdir, rmdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { WriteError } from '../domain/errors.js';
import { reasonIn } from '../domain/system-words.js';

/**
 * Makes a folder and those above it; resolves to those that weren't there, the outermost first. Not by `recursive: true`: that
 * one never ends where a folder says of what is to be made in it that it doesn't exist, as /proc does.
 */
export async function makeFolder(path: string): Promise<string[]> {
  try {
    await mkdir(path);
    return [path];
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST' && (await isFolder(path))) return [];
    // Of a folder that is to be made, this says what the code means: a file is in its place.
    if (code === 'EEXIST') throw Object.assign(error as Error, { code: 'ENOTDIR' });
    if (code !== 'ENOENT' || dirname(path) === path || (await isFolder(dirname(path)))) throw error;
    return [...(await makeFolder(dirname(path))), ...(await makeFolder(path))];
  }
}

/** Takes folders away again that were made in vain; one that holds anything by now stays. */
export async function removeEmpty(folders: readonly string[]): Promise<void> {
  for (const folder of [...folders].reverse()) await rmdir(folder).catch(() => {});
}

async function isFolder(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => null);
  return found?.isDirectory() ?? false;
}

const REASONS: Record<string, string> = {
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EROFS: 'the disk is read-only',
  ENOSPC: 'the disk is full',
  EDQUOT: 'your share of the disk is used up',
  ENOTDIR: 'a part of the path is a file, not a folder',
  EEXIST: 'a part of the path is a file, not a folder',
  EISDIR: 'a folder of that name stands there',
  ENAMETOOLONG: 'the path is too long',
};

/** Turns the disk's refusal into a sentence. */
export async function attempt(path: string, work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    const reason = REASONS[code ?? ''] ?? reasonIn(cause);
    throw new WriteError(`Can't write ${path}: ${reason}. Choose another folder with --output.`, { cause });
  }
}
