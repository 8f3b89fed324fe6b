import { constants } from 'node:fs';
import { copyFile, link, mkdir, open, rename, rm, rmdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { WriteError } from '../domain/errors.js';
import { reasonIn } from '../domain/system-words.js';
import { temporaryIn } from '../files/temporary.js';

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

/** Hands on a complete file under another name in the same folder, and leaves none behind when something fails. */
export async function withTemporary(
  folder: string,
  content: string | Uint8Array,
  use: (path: string) => Promise<void>,
): Promise<void> {
  const temporary = temporaryIn(folder);
  try {
    const file = await open(temporary, 'wx');
    try {
      await file.writeFile(content);
      await file.sync();
    } finally {
      await file.close();
    }
    await use(temporary);
  } finally {
    await rm(temporary, { force: true }).catch(() => {});
  }
}

/** Gives a file its final name; false when something has that name and isn't to be replaced. */
export async function putInPlace(from: string, to: string, replace: boolean): Promise<boolean> {
  if (replace) {
    await rename(from, to);
    return true;
  }
  try {
    await link(from, to);
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') return false;
    // Disks without hard links (exFAT), and shares that don't know them.
    if (code !== 'EPERM' && code !== 'ENOTSUP' && code !== 'EOPNOTSUPP' && code !== 'ENOSYS') throw error;
  }
  try {
    await copyFile(from, to, constants.COPYFILE_EXCL);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
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
