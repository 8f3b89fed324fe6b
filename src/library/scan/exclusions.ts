import { readFile, stat } from 'node:fs/promises';
import { join, relative, resolve, sep } from 'node:path';
import * as z from 'zod';
import { LibraryError } from '../../domain/errors.js';
import { withoutEnd } from '../../domain/text.js';
import { makeFolder } from '../../files/make-folder.js';
import { rawPath } from '../../files/raw-path.js';
import { seal, unseal } from '../../files/sealed.js';
import { replaceDurably } from '../store/durable.js';

const FILE = 'excluded';
const schema = z.object({ format: z.literal(1), folders: z.record(z.string(), z.array(z.string().min(1))) });

/** What is left out of folders, by patterns; kept beside the index, so that they hold when the folder is added again. */
export class Exclusions {
  readonly #library: string;
  readonly #folders: Map<string, string[]>;

  private constructor(library: string, folders: Map<string, string[]>) {
    this.#library = library;
    this.#folders = folders;
  }

  static async open(library: string): Promise<Exclusions> {
    const path = join(library, FILE);
    const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return null;
      throw error;
    });
    if (text === null) return new Exclusions(library, new Map());
    const parsed = schema.safeParse(unseal(text));
    if (!parsed.success) {
      throw new LibraryError(
        `What is excluded from the library can't be read: ${path} is damaged. Delete it, and name what to leave out with ` +
          "'tracklistify library add DIR --exclude PATTERN' again.",
      );
    }
    return new Exclusions(library, new Map(Object.entries(parsed.data.folders)));
  }

  /** By folder. */
  list(): { folder: string; patterns: string[] }[] {
    return [...this.#folders].map(([folder, patterns]) => ({ folder, patterns: [...patterns] }));
  }

  /** Leaves more out of these folders, and less; says whether that changes anything. */
  async change(folders: readonly string[], more: readonly string[], less: readonly string[]): Promise<boolean> {
    const before = JSON.stringify([...this.#folders]);
    for (const named of folders) {
      const folder = resolve(named);
      if (!(await stat(await rawPath(folder)).catch(() => null))?.isDirectory()) continue;
      const patterns = new Set(this.#folders.get(folder));
      for (const pattern of more) patterns.add(pattern);
      for (const pattern of less) patterns.delete(pattern);
      if (patterns.size > 0) this.#folders.set(folder, [...patterns]);
      else this.#folders.delete(folder);
    }
    if (JSON.stringify([...this.#folders]) === before) return false;
    await makeFolder(this.#library);
    const kept = Object.fromEntries(this.#folders);
    await replaceDurably(join(this.#library, FILE), seal({ format: 1, folders: kept }));
    return true;
  }

  /** Whether a file or folder is left out by its own name or place. */
  has(path: string): boolean {
    return [...this.#folders].some(([folder, patterns]) => {
      const within = pathIn(folder, path);
      return within !== null && patterns.some((pattern) => fits(pattern, within));
    });
  }

  /** The same by the folders that it lies in. */
  covers(path: string): boolean {
    return [...this.#folders].some(([folder, patterns]) => {
      const parts = pathIn(folder, path) ?? [];
      return parts.some((_, i) => patterns.some((pattern) => fits(pattern, parts.slice(0, i + 1))));
    });
  }
}

/** The names that lead from a folder to something in it. */
function pathIn(folder: string, path: string): string[] | null {
  const parts = relative(folder, path).split(sep);
  return parts[0] === '' || parts[0] === '..' ? null : parts;
}

/**
 * `*` and `?` within a name, `**` for any depth of folders. A pattern without a slash is about a name, wherever it is; one with a
 * slash about the place in the folder. Capitals don't matter, as on most disks that hold music.
 */
function fits(pattern: string, parts: readonly string[]): boolean {
  const wanted = pattern.split('/').filter((part) => part !== '' && part !== '.');
  if (!withoutEnd(pattern, /\//).includes('/')) return wanted.length > 0 && fitsName(wanted[0]!, parts.at(-1)!);
  return fitsPath(wanted, parts);
}

function fitsPath([first, ...rest]: readonly string[], parts: readonly string[]): boolean {
  if (first === undefined) return parts.length === 0;
  if (first === '**') return rest.length === 0 || parts.some((_, i) => fitsPath(rest, parts.slice(i)));
  return parts.length > 0 && fitsName(first, parts[0]!) && fitsPath(rest, parts.slice(1));
}

/** Without a regular expression: `*` is tried at most once for each place, so no pattern takes long. */
function fitsName(pattern: string, name: string): boolean {
  const [want, have] = [pattern, name].map((text) => [...text.normalize('NFC').toLowerCase()]) as [string[], string[]];
  let [p, n] = [0, 0];
  let star = -1;
  let from = 0;
  while (n < have.length) {
    if (want[p] === '*') {
      star = p++;
      from = n;
    } else if (want[p] === '?' || want[p] === have[n]) {
      p++;
      n++;
    } else if (star >= 0) {
      p = star + 1;
      n = ++from;
    } else return false;
  }
  while (want[p] === '*') p++;
  return p === want.length;
}
