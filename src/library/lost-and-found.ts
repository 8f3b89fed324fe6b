import { copyFile, link, rename, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { makeFolder } from '../files/make-folder.js';
import { printsPath, tracksPath } from './store/paths.js';

/** Where repairing puts the parts that it takes out of a library: nothing that may be of use to anybody is deleted. */
export class LostAndFound {
  readonly folder: string;
  readonly #library: string;
  readonly #parts = new Set<string>();

  constructor(library: string, now: number) {
    this.#library = library;
    this.folder = join(library, 'lost-and-found', new Date(now).toISOString().slice(0, 10));
  }

  get report(): { folder: string; parts: string[] } | null {
    return this.#parts.size > 0 ? { folder: this.folder, parts: [...this.#parts] } : null;
  }

  /** Puts a part there that the library may still use: the files are in both places. */
  async keep(segment: string): Promise<void> {
    await this.#each(segment, async (from, to) => {
      // Disks without hard links get a copy.
      await link(from, to).catch(() => copyFile(from, to));
    });
  }

  /** Puts a part there that nothing names. */
  async take(segment: string): Promise<void> {
    await this.#each(segment, rename);
  }

  /** The library kept the part after all. */
  async release(segment: string): Promise<void> {
    this.#parts.delete(segment);
    for (const path of this.#paths(segment)) await rm(join(this.folder, basename(path)), { force: true });
  }

  async #each(segment: string, put: (from: string, to: string) => Promise<void>): Promise<void> {
    await makeFolder(this.folder);
    for (const from of this.#paths(segment)) {
      const to = join(this.folder, basename(from));
      await rm(to, { force: true });
      await put(from, to).then(
        () => this.#parts.add(segment),
        (error: NodeJS.ErrnoException) => {
          if (error.code !== 'ENOENT') throw error;
        },
      );
    }
  }

  #paths(segment: string): string[] {
    return [printsPath(this.#library, segment), tracksPath(this.#library, segment)];
  }
}
