import { symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { makeTempFolder, type TempFolder } from '../files/temp-folder.js';

/** Arguments of a program are text: a link with a plain name stands in for a file whose name is no UTF-8. */
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
