import { rmdir } from 'node:fs/promises';
import { WriteError } from '../domain/errors.js';
import { reasonIn } from '../domain/system-words.js';

/** Takes folders away again that were made in vain; one that holds anything by now stays. */
export async function removeEmpty(folders: readonly string[]): Promise<void> {
  for (const folder of [...folders].reverse()) await rmdir(folder).catch(() => {});
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
