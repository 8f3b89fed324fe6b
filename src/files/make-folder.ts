import { mkdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';

/**
 * Makes a folder and those above it; resolves to those that weren't there, the outermost first. Not by `recursive: true`: that
 * one never ends where a folder says of what is to be made in it that it doesn't exist, as /proc does.
 */
export async function makeFolder(path: string, mode?: number): Promise<string[]> {
  const made: string[] = [];
  for (let again = false; ; again = true) {
    try {
      await mkdir(path, { ...(mode !== undefined && { mode }) });
      return [...made, path];
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'EEXIST' && (await isFolder(path))) return made;
      // Of a folder that is to be made, this says what the code means: a file is in its place.
      if (code === 'EEXIST') throw Object.assign(error as Error, { code: 'ENOTDIR' });
      if (code !== 'ENOENT' || dirname(path) === path || again) throw error;
      // What it is to lie in isn't there, or somebody else has made that just now: then the second try tells.
      made.push(...(await makeFolder(dirname(path), mode)));
    }
  }
}

async function isFolder(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => null);
  return found?.isDirectory() ?? false;
}
