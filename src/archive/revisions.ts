import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { makeFolder } from '../files/make-folder.js';
import { addFile } from '../files/place.js';
import { sweepTemporaries } from '../files/temporary.js';

/** Which of them a thing has: the earlier one is there for the case that the latest is damaged. */
const REVISIONS = 2;
const NAME = /^([0-9a-f]+)\.(\d{1,9})\.gz$/;

/** A thing by its key, and the revisions of it that lie there, the latest first. */
export type Revisions = ReadonlyMap<string, readonly number[]>;

/** What is kept, and how. */
export interface Kind<T> {
  /** What a key looks like: of hexadecimal digits. */
  key: RegExp;
  keyOf(value: T): string;
  pack(value: T): Promise<Uint8Array>;
  /** Null for what isn't whole. */
  unpack(packed: Uint8Array): Promise<T | null>;
}

export interface Revision<T> {
  value: T;
  revision: number;
}

/**
 * Things on disk, mixes or IDs: a file each, which is never changed. Another state of a thing is another file, the next revision,
 * and whoever is first to write it has written it; so any number of processes may keep things at once, and be killed at any moment.
 */
export class RevisionFolder<T> {
  readonly #folder: string;
  readonly #kind: Kind<T>;
  #ready: Promise<void> | null = null;

  constructor(folder: string, kind: Kind<T>) {
    this.#folder = folder;
    this.#kind = kind;
  }

  async list(): Promise<Revisions> {
    const found = new Map<string, number[]>();
    for (const name of await readdir(this.#folder).catch(nothingYet)) {
      const [, key, revision] = NAME.exec(name) ?? [];
      if (key === undefined || !this.#kind.key.test(key)) continue;
      const revisions = found.get(key);
      if (revisions) revisions.push(Number(revision));
      else found.set(key, [Number(revision)]);
    }
    for (const revisions of found.values()) revisions.sort((a, b) => b - a);
    return found;
  }

  /** Null for what is damaged or gone. */
  async read(key: string, revision: number): Promise<T | null> {
    const packed = await readFile(this.pathOf(key, revision)).catch(() => null);
    return packed && this.#kind.unpack(packed);
  }

  /** The latest that can be read. */
  async newest(key: string, revisions: readonly number[]): Promise<Revision<T> | null> {
    for (const revision of revisions) {
      const value = await this.read(key, revision);
      if (value) return { value, revision };
    }
    return null;
  }

  /**
   * Writes the next state of a thing, made of the last one: of the one that somebody else has written meanwhile, if so. Null where
   * `next` says that nothing is to be written.
   */
  async put(
    key: string,
    next: (before: T | undefined) => T | null | undefined,
  ): Promise<(Revision<T> & { before: T | undefined }) | null> {
    for (;;) {
      const revisions = (await this.list()).get(key) ?? [];
      const before = (await this.newest(key, revisions))?.value;
      const value = next(before);
      if (!value) return null;
      const revision = (revisions[0] ?? 0) + 1;
      if (await this.add(value, revision, revisions)) return { value, revision, before };
    }
  }

  /**
   * False when somebody else has written this revision, or has gone past it: whoever stood still for long may come with a number that
   * others have used and left behind. It is on the disk when this resolves, and then the old ones go.
   */
  async add(value: T, revision: number, earlier: readonly number[]): Promise<boolean> {
    this.#ready ??= this.#prepare();
    await this.#ready;
    const key = this.#kind.keyOf(value);
    if (!(await addFile(this.pathOf(key, revision), await this.#kind.pack(value), { mode: 0o600 }))) return false;
    for (const old of earlier.slice(REVISIONS - 1)) await this.#remove(key, old);
    // One revision more was made of this one; two more may have been there before.
    const newest = (await this.list()).get(key)?.[0] ?? revision;
    return newest < revision + REVISIONS;
  }

  /** The latest goes first: whoever is killed in between has an earlier state, not a list of nothing. */
  async remove(key: string, revisions: readonly number[]): Promise<void> {
    for (const revision of revisions) await this.#remove(key, revision);
  }

  async #prepare(): Promise<void> {
    await makeFolder(this.#folder);
    await sweepTemporaries(this.#folder);
  }

  #remove(key: string, revision: number): Promise<void> {
    return rm(this.pathOf(key, revision), { force: true });
  }

  pathOf(key: string, revision: number): string {
    return join(this.#folder, `${key}.${revision}.gz`);
  }
}

/** Nothing is kept before something is. */
function nothingYet(error: unknown): string[] {
  if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
  throw error;
}
