import { readdir, stat } from 'node:fs/promises';
import { basename, dirname, join, parse } from 'node:path';
import type { FilePlace } from '../store/records.js';

/** So many names of folders are kept in memory. */
const MOST_NAMES = 200_000;

/** A folder's names, by how they read without capitals and with letters and accents in one. */
type Names = ReadonlyMap<string, readonly string[]>;

/** Finds files that are named with other letters than the disk has: accents apart, and capitals where `loose` says so. */
export class FileFinder {
  readonly #names = new Map<string, Promise<Names | null>>();
  readonly #folders = new Map<string, Promise<string | null>>();
  readonly #blind: boolean;
  #kept = 0;

  constructor(platform: string = process.platform) {
    // These find a file by any spelling: its own one is asked for, by which the library may have it.
    this.#blind = platform === 'win32' || platform === 'darwin';
  }

  /** Null where there is no file; what is no file is never opened. */
  async find(path: string, loose: boolean): Promise<FilePlace | null> {
    const plain = this.#blind ? null : await placeOf(path);
    if (plain) return plain;
    const folder = await this.#folder(dirname(path), loose);
    const name = folder && (await this.#nameIn(folder, basename(path), loose));
    return folder && name ? placeOf(join(folder, name)) : null;
  }

  /** As the disk spells it; null where it isn't there. */
  #folder(path: string, loose: boolean): Promise<string | null> {
    const key = `${loose} ${path}`;
    const known = this.#folders.get(key) ?? this.#findFolder(path, loose);
    // Folders that aren't there are many where a whole disk is missing.
    if (this.#folders.size > MOST_NAMES) this.#folders.clear();
    this.#folders.set(key, known);
    return known;
  }

  async #findFolder(path: string, loose: boolean): Promise<string | null> {
    if (parse(path).root === path) return path;
    if (!this.#blind && (await stat(path).catch(() => null))?.isDirectory()) return path;
    const above = await this.#folder(dirname(path), loose);
    const name = above && (await this.#nameIn(above, basename(path), loose));
    return above && name ? join(above, name) : null;
  }

  async #nameIn(folder: string, name: string, loose: boolean): Promise<string | null> {
    const alike = (await this.#namesIn(folder))?.get(folded(name)) ?? [];
    const same = alike.filter((other) => other.normalize('NFC') === name.normalize('NFC'));
    const [exact = same[0]] = same.filter((other) => other === name);
    if (exact !== undefined) return exact;
    // Of two that differ in capitals alone, neither is it.
    return (loose || this.#blind) && alike.length === 1 ? alike[0]! : null;
  }

  #namesIn(folder: string): Promise<Names | null> {
    const known = this.#names.get(folder);
    if (known) return known;
    if (this.#kept > MOST_NAMES) {
      this.#names.clear();
      this.#kept = 0;
    }
    const reading = readdir(folder).then(
      (names) => {
        this.#kept += names.length;
        const byFolded = new Map<string, string[]>();
        for (const name of names) byFolded.set(folded(name), [...(byFolded.get(folded(name)) ?? []), name]);
        return byFolded;
      },
      () => null,
    );
    this.#names.set(folder, reading);
    return reading;
  }
}

const folded = (name: string): string => name.normalize('NFC').toLowerCase();

async function placeOf(path: string): Promise<FilePlace | null> {
  // Of a pipe or a device, this is no more than a look.
  const about = await stat(path).catch(() => null);
  return about?.isFile() ? { path, size: about.size, mtime: Math.floor(about.mtimeMs) } : null;
}
