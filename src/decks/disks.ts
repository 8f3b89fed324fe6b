/** On which disk a path is, told by the path: DJ programs write paths from a disk's root. */

const DRIVE = /^[A-Za-z]:(?=[\\/])/;
/** Where macOS and Linux put the other disks. */
const MOUNTED = /^\/(?:Volumes|media\/[^/]+|run\/media\/[^/]+|mnt)\/([^/]+)(?=\/)/;

export interface Place {
  /** `C:`, the name of another disk, or null for the one that the system is on. */
  disk: string | null;
  isWindows: boolean;
  /** What a path on that disk begins with: `C:\\`, `/Volumes/Stick/`, `/`. */
  root: string;
  /** The folders and the file below that. */
  segments: string[];
}

/** Of an absolute path. */
export function placeOf(path: string): Place {
  const drive = DRIVE.exec(path)?.[0];
  if (drive) return { disk: drive, isWindows: true, root: `${drive}\\`, segments: parts(path.slice(2), /[\\/]/) };
  const mounted = MOUNTED.exec(path);
  const below = mounted ? path.slice(mounted[0].length) : path;
  return {
    disk: mounted?.[1] ?? null,
    isWindows: false,
    root: mounted ? `${mounted[0]}/` : '/',
    segments: parts(below, '/'),
  };
}

const parts = (path: string, separator: string | RegExp): string[] => path.split(separator).filter(Boolean);
