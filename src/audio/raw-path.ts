import { lstat, readdir, symlink } from 'node:fs/promises';
import { join, resolve, sep } from 'node:path';
import { makeTempFolder, type TempFolder } from './temp-folder.js';

/**
 * A file's name on Linux is bytes; to Node it is text, in which bytes that are no UTF-8 have become `\ufffd`. This finds
 * the bytes again by reading the folders on the way: the path itself when it is plain text or when nothing fits.
 */
export async function rawPath(path: string): Promise<string | Buffer> {
  if (!path.includes('\ufffd') || (await exists(path))) return path;
  let found = Buffer.from(sep);
  for (const part of resolve(path).split(sep).filter(Boolean)) {
    let name = Buffer.from(part);
    if (part.includes('\ufffd')) {
      const names = await readdir(found, { encoding: 'buffer' }).catch(() => []);
      const fit = names.find((candidate) => candidate.toString() === part);
      if (!fit) return path;
      name = fit;
    }
    found = found.length > 1 ? Buffer.concat([found, Buffer.from(sep), name]) : Buffer.concat([found, name]);
  }
  return found;
}

/** Arguments of a program are text too: a link with a plain name stands in for such a file. */
export async function linkTo(target: Buffer, tempFolder: string): Promise<{ path: string; folder: TempFolder }> {
  const folder = await makeTempFolder(tempFolder);
  const path = join(folder.path, 'sound');
  try {
    await symlink(target, path);
  } catch (error) {
    await folder.remove();
    throw error;
  }
  return { path, folder };
}

const exists = (path: string): Promise<boolean> =>
  lstat(path).then(
    () => true,
    () => false,
  );
