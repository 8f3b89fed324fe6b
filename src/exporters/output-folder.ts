import { randomUUID } from 'node:crypto';
import { mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { WriteError } from '../domain/errors.js';
import { safeBaseName } from '../domain/file-name.js';
import type { Outputs } from '../domain/ports.js';

/** Writes into one folder, which it makes when it is missing. */
export function outputFolder(path: string): Outputs {
  const folder = resolve(path);
  const owners = new Map<string, string>();
  return {
    folder,
    baseName: safeBaseName,
    async prepare() {
      await attempt(folder, async () => {
        await makeFolder(folder);
        await withTemporary(folder, '', (temporary) => rm(temporary));
      });
    },
    reserve(names, owner) {
      // Two names that differ in case only are one file on macOS and Windows.
      const keys = names.map((name) => name.normalize('NFC').toLowerCase());
      if (keys.some((key) => (owners.get(key) ?? owner) !== owner)) return false;
      for (const key of keys) owners.set(key, owner);
      return true;
    },
    async write({ name, content }) {
      const target = join(folder, name);
      if (basename(target) !== name) throw new WriteError(`"${name}" is no file name.`);
      await attempt(target, async () => {
        await makeFolder(folder);
        await withTemporary(folder, content, (temporary) => rename(temporary, target));
      });
      return target;
    },
  };
}

/**
 * Makes a folder and those above it. Not by `recursive: true`: that one never ends where a folder says of what is to be made
 * in it that it doesn't exist, as /proc does.
 */
async function makeFolder(path: string): Promise<void> {
  try {
    await mkdir(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST' && (await isFolder(path))) return;
    if (code !== 'ENOENT' || dirname(path) === path || (await isFolder(dirname(path)))) throw error;
    await makeFolder(dirname(path));
    await makeFolder(path);
  }
}

async function isFolder(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => null);
  return found?.isDirectory() ?? false;
}

/** Hands on a complete file under another name in the same folder, and leaves none behind when something fails. */
async function withTemporary(
  folder: string,
  content: string | Uint8Array,
  use: (path: string) => Promise<void>,
): Promise<void> {
  const temporary = join(folder, `.tracklistify-${randomUUID()}.tmp`);
  try {
    const file = await open(temporary, 'wx');
    try {
      await file.writeFile(content);
      await file.sync();
    } finally {
      await file.close();
    }
    await use(temporary);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => {});
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

async function attempt(path: string, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    const reason = REASONS[code ?? ''] ?? message;
    throw new WriteError(`Can't write ${path}: ${reason}. Choose another folder with --output.`, { cause });
  }
}
