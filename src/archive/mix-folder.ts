import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { makeFolder } from '../files/make-folder.js';
import { addFile } from '../files/place.js';
import { sweepTemporaries } from '../files/temporary.js';
import { type KeptMix, packMix, unpackMix } from './kept.js';

/** Which of them a mix has: the earlier one is there for the case that the latest is damaged. */
const REVISIONS = 2;
const NAME = /^([0-9a-f]{12})\.(\d{1,9})\.gz$/;

/** A mix by its number, and the revisions of it that lie there, the latest first. */
export type Revisions = ReadonlyMap<string, readonly number[]>;

/**
 * The mixes on disk: a file each, which is never changed. Another state of a mix is another file, the next revision, and whoever
 * is first to write it has written it; so any number of processes may keep mixes at once, and be killed at any moment.
 */
export class MixFolder {
  readonly #folder: string;
  #ready: Promise<void> | null = null;

  constructor(folder: string) {
    this.#folder = folder;
  }

  async list(): Promise<Revisions> {
    const found = new Map<string, number[]>();
    for (const name of await readdir(this.#folder).catch(nothingYet)) {
      const [, id, revision] = NAME.exec(name) ?? [];
      if (id !== undefined) found.set(id, [...(found.get(id) ?? []), Number(revision)]);
    }
    for (const revisions of found.values()) revisions.sort((a, b) => b - a);
    return found;
  }

  /** Null for what is damaged or gone. */
  async read(id: string, revision: number): Promise<KeptMix | null> {
    const packed = await readFile(this.#pathOf(id, revision)).catch(() => null);
    return packed && unpackMix(packed);
  }

  /** The latest that can be read. */
  async newest(id: string, revisions: readonly number[]): Promise<{ mix: KeptMix; revision: number } | null> {
    for (const revision of revisions) {
      const mix = await this.read(id, revision);
      if (mix) return { mix, revision };
    }
    return null;
  }

  /** False when somebody else has written this revision. It is on the disk when this resolves, and then the old ones go. */
  async add(mix: KeptMix, revision: number, earlier: readonly number[]): Promise<boolean> {
    this.#ready ??= this.#prepare();
    await this.#ready;
    const added = await addFile(this.#pathOf(mix.id, revision), await packMix(mix), { mode: 0o600 });
    if (added) for (const old of earlier.slice(REVISIONS - 1)) await this.#remove(mix.id, old);
    return added;
  }

  /** The latest goes first: whoever is killed in between has an earlier state, not a list of nothing. */
  async remove(id: string, revisions: readonly number[]): Promise<void> {
    for (const revision of revisions) await this.#remove(id, revision);
  }

  async #prepare(): Promise<void> {
    await makeFolder(this.#folder);
    await sweepTemporaries(this.#folder);
  }

  #remove(id: string, revision: number): Promise<void> {
    return rm(this.#pathOf(id, revision), { force: true });
  }

  #pathOf(id: string, revision: number): string {
    return join(this.#folder, `${id}.${revision}.gz`);
  }
}

/** Nothing is kept before something is. */
function nothingYet(error: unknown): string[] {
  if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
  throw error;
}
