import { randomBytes } from 'node:crypto';
import { open } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { replaceFile } from '../../files/place.js';

/** The content is there whole and on the disk, or the file is as it was before. */
export async function replaceDurably(path: string, content: string): Promise<void> {
  await replaceFile(path, content, { temporary: temporaryIn(dirname(path)) });
}

/** A name for a file that gets its own one when it is whole. What a crash leaves of them is swept. */
export const temporaryIn = (folder: string): string => join(folder, `new-${randomBytes(8).toString('hex')}`);

/** Makes new names in a folder durable. Windows can't open folders; NTFS keeps its own journal of names. */
export async function syncFolder(folder: string, platform = process.platform): Promise<void> {
  if (platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
