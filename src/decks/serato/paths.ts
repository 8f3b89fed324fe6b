import { placeOf } from '../disks.js';

/** The root of the disk that a `_Serato_` folder is on, from which its paths begin. Told by where the folder is, as an absolute path. */
export function rootOfDisk(folder: string): string {
  const { disk, root } = placeOf(folder);
  if (disk !== null) return root;
  // The first disk has it in its owner's music; what was copied elsewhere stood at the root of its own.
  const around = folder.slice(0, folder.lastIndexOf('/'));
  return around.endsWith('/Music') ? '/' : `${around}/`;
}

/** As the disk's own system writes it. */
export function pathOn(root: string, path: string): string {
  if (/^[A-Za-z]:[\\/]/.test(path)) return path.replaceAll('/', '\\');
  const below = path.replace(/^\/+/, '');
  return root.endsWith('\\') ? root + below.replaceAll('/', '\\') : root + below;
}

/** Where a track is streamed from, which no path from a disk's root begins with: `tidal:…`. */
export const isStreamed = (path: string): boolean => /^[a-z][a-z0-9_-]{3,}:/i.test(path);
