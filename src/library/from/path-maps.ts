import { join, posix, resolve, win32 } from 'node:path';
import { UsageError } from '../../domain/errors.js';

/** `C:\Music=/media/usb/Music`: where a folder of the machine that a collection comes from is on this one. */
export interface PathMap {
  from: string;
  to: string;
  /** What it says if another `=` of it is the one between the two: folders' names may hold one. */
  otherwise?: { from: string; to: string }[];
}

/** Throws UsageError for what isn't one. */
export function readPathMap(text: string): PathMap {
  const [first, ...otherwise] = [...text.matchAll(/=/g)].flatMap(({ index }) => {
    const [from, to] = [text.slice(0, index).trim(), text.slice(index + 1).trim()];
    return from !== '' && to !== '' && isAbsolute(from) ? [{ from, to }] : [];
  });
  if (!first) {
    throw new UsageError(
      `--map says which folder of the collection is which folder here, as in --map 'C:\\Music=/media/usb/Music': not "${text}".`,
    );
  }
  return { ...first, ...(otherwise.length > 0 && { otherwise }) };
}

/** Names paths of other machines and disks as this machine has them. */
export class PathMaps {
  readonly #maps: { said: PathMap; from: string[]; blind: boolean; to: string }[];
  readonly #used = new Set<PathMap>();
  readonly #platform: string;

  constructor(maps: readonly PathMap[], cwd: string, platform: string = process.platform) {
    this.#platform = platform;
    this.#maps = maps
      .flatMap((said) =>
        [said, ...(said.otherwise ?? [])].map(({ from, to }) => ({
          ...{ said, from: partsOf(from), blind: isBlind(from), to: resolve(cwd, to) },
        })),
      )
      // The longest that fits is meant.
      .sort((a, b) => b.from.length - a.from.length);
  }

  /** Null for a path of another system that no map knows. */
  here(path: string): string | null {
    const parts = partsOf(path);
    for (const map of this.#maps) {
      const { from, blind, to } = map;
      const same = sameBy(blind || isBlind(path));
      if (from.length <= parts.length && from.every((part, i) => same(part, parts[i]!))) {
        this.#used.add(map.said);
        return join(to, ...parts.slice(from.length));
      }
    }
    return this.isHere(path) ? resolve(path) : null;
  }

  /** Those that no path has begun with so far. */
  unused(): PathMap[] {
    return [...new Set(this.#maps.map(({ said }) => said))].filter((said) => !this.#used.has(said));
  }

  /** Whether this system writes paths so. Whoever looks at a share of Windows sends it the user's login: it takes a map to be meant. */
  isHere(path: string): boolean {
    if (isShare(path)) return false;
    return this.#platform === 'win32' ? isDrive(path) : path.startsWith('/');
  }
}

const isDrive = (path: string): boolean => /^[A-Za-z]:([\\/]|$)/.test(path);
const isShare = (path: string): boolean => /^[\\/]{2}[^\\/]/.test(path);
export const isAbsolute = (path: string): boolean => isDrive(path) || isShare(path) || path.startsWith('/');

/** Whether the system that wrote it doesn't tell capitals apart: Windows, and macOS by its folders. */
export const isBlind = (path: string): boolean => isDrive(path) || isShare(path) || /^\/(Users|Volumes)\//i.test(path);

const sameBy =
  (blind: boolean) =>
  (a: string, b: string): boolean => {
    const [one, other] = [a.normalize('NFC'), b.normalize('NFC')];
    return one === other || (blind && one.toLowerCase() === other.toLowerCase());
  };

/** Folders and name, the drive or `/` first: without `.` and `..`, so that nothing leads out of a folder that is named. */
function partsOf(path: string): string[] {
  if (isDrive(path)) return win32.normalize(`${path}\\`).split('\\').filter(Boolean);
  if (isShare(path)) return ['\\\\', ...win32.normalize(path).split('\\').filter(Boolean)];
  return ['/', ...posix.normalize(path).split('/').filter(Boolean)];
}

/** The folder that all of them have in common, as their system writes it; null where they have none. */
export function commonFolder(before: string | null | undefined, path: string): string | null {
  const separator = isDrive(path) || isShare(path) ? '\\' : '/';
  const folder = partsOf(path).slice(0, -1);
  if (before === undefined) return textOf(folder, separator);
  const known = before === null ? [] : partsOf(before);
  const same = sameBy(isBlind(path));
  let length = 0;
  while (length < known.length && length < folder.length && same(known[length]!, folder[length]!)) length++;
  return length === 0 ? null : textOf(known.slice(0, length), separator);
}

function textOf([root = '', ...rest]: readonly string[], separator: string): string {
  const joined = rest.join(separator);
  return root.endsWith(separator) ? `${root}${joined}` : [root, ...rest].join(separator);
}
