import { constants } from 'node:fs';
import { copyFile, link, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { temporaryIn } from './temporary.js';

export interface Writing {
  /** Rights of a new file. */
  mode?: number;
  /** The name that it has until it is whole; one in the same folder, where none is given. */
  temporary?: string;
}

/** Writes a new file. It is on the disk, not only in a cache, when this resolves. */
export async function writeSynced(path: string, content: string | Uint8Array, mode?: number): Promise<void> {
  const file = await open(path, 'wx', mode);
  try {
    await file.writeFile(content);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Hands on a complete file under another name in the same folder, and leaves none behind when something fails. */
export async function withTemporary<T>(
  folder: string,
  content: string | Uint8Array,
  use: (path: string) => Promise<T>,
  { mode, temporary = temporaryIn(folder) }: Writing = {},
): Promise<T> {
  try {
    await writeSynced(temporary, content, mode);
    return await use(temporary);
  } finally {
    await rm(temporary, { force: true }).catch(() => {});
  }
}

/** Writes a file under a name that may be taken: it is there whole, or as it was before. */
export async function replaceFile(path: string, content: string | Uint8Array, writing: Writing = {}): Promise<void> {
  await withTemporary(dirname(path), content, (temporary) => moveInto(temporary, path), writing);
}

/** Writes a file under a name that nobody has; false when somebody has it. Nobody ever sees a part of it. */
export async function addFile(path: string, content: string | Uint8Array, writing: Writing = {}): Promise<boolean> {
  return withTemporary(dirname(path), content, (temporary) => putInPlace(temporary, path, false), writing);
}

/** Gives a file its final name; false when something has that name and isn't to be replaced. */
export async function putInPlace(from: string, to: string, replace: boolean): Promise<boolean> {
  if (replace) {
    await moveInto(from, to);
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

/** What Windows answers while somebody else has a file open: a virus scanner, an indexer, a player. */
const IN_USE = ['EPERM', 'EACCES', 'EBUSY'];
/** They look for a moment only: ten looks, each twice as far from the last as the one before, are two seconds. */
const LOOKS = 10;
const FIRST_PAUSE_MS = 2;

/** Gives a file a name that may be taken. Elsewhere that works at once or never; Windows refuses while somebody reads the old file, so it is tried again. */
export async function moveInto(
  from: string,
  to: string,
  { platform = process.platform, move = rename, pause = setTimeout as (ms: number) => Promise<unknown> } = {},
): Promise<void> {
  for (let look = 1; ; look++) {
    try {
      return await move(from, to);
    } catch (error) {
      const mayPass = platform === 'win32' && IN_USE.includes((error as NodeJS.ErrnoException).code ?? '');
      if (!mayPass || look > LOOKS) throw error;
      await pause(FIRST_PAUSE_MS * 2 ** (look - 1));
    }
  }
}
