import { randomBytes } from 'node:crypto';
import { open, rename, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** The content is on the disk, not only in a cache, when this resolves. */
export async function writeDurably(path: string, content: string): Promise<void> {
  const file = await open(path, 'wx');
  try {
    await file.writeFile(content);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** The same under a name that may be taken: it is there whole, or as it was before. */
export async function replaceDurably(path: string, content: string): Promise<void> {
  const temporary = temporaryIn(dirname(path));
  try {
    await writeDurably(temporary, content);
    await rename(temporary, path);
  } catch (error) {
    await unlink(temporary).catch(() => {});
    throw error;
  }
}

/** A name for a file that gets its own one when it is whole. What a crash leaves of them is swept. */
export const temporaryIn = (folder: string): string => join(folder, `new-${randomBytes(8).toString('hex')}`);

/** Makes new names in a folder durable. Windows can't open folders; NTFS keeps its own journal of names. */
export async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
