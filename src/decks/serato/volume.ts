/** Serato's paths begin at the root of the disk that its folder is on: which one that is, told by where the folder is. */

const DRIVE = /^[A-Za-z]:[\\/]/;
/** Where macOS and Linux put the other disks. */
const MOUNTED = /^\/(?:Volumes|media\/[^/]+|run\/media\/[^/]+|mnt)\/[^/]+(?=\/)/;

/** `folder` is that of `_Serato_`, as an absolute path. */
export function rootOfDisk(folder: string): string {
  const drive = DRIVE.exec(folder);
  if (drive) return `${drive[0].slice(0, 2)}\\`;
  const mounted = MOUNTED.exec(folder);
  if (mounted) return `${mounted[0]}/`;
  // The first disk has it in its owner's music; what was copied elsewhere stood at the root of its own.
  const around = folder.slice(0, folder.lastIndexOf('/'));
  return /\/Music$/.test(around) ? '/' : `${around}/`;
}

/** As the disk's own system writes it. */
export function pathOn(root: string, path: string): string {
  if (DRIVE.test(path)) return path.replaceAll('/', '\\');
  const below = path.replace(/^\/+/, '');
  return root.endsWith('\\') ? root + below.replaceAll('/', '\\') : root + below;
}

/** Where a track is streamed from, which no path from a disk's root begins with: `tidal:…`. */
export const isStreamed = (path: string): boolean => /^[a-z][a-z0-9_-]{3,}:/i.test(path);
