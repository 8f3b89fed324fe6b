import { randomBytes } from 'node:crypto';
import { mkdir, readdir, stat, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { LibraryError, WriteError } from '../../domain/errors.js';
import { type Changes, changesToJson, hasChanges, NO_CHANGES, readChanges } from './changes.js';
import {
  MANIFEST_FORMAT,
  type Manifest,
  newestNumber,
  publishManifest,
  readManifest,
  syncFolder,
  writeDurably,
} from './manifest.js';
import { changesPath, printsPath, segmentsFolder, tracksPath } from './paths.js';
import { seal } from './sealed.js';
import type { State } from './state.js';

/** Files that no manifest names are left over from a crash once they are this old; younger ones may be on their way in. */
const ORPHAN_AGE_MS = 3_600_000;
/** Somebody else would have to publish this often in the time of one look; then something is wrong. */
const ATTEMPTS = 100;

/** The folder of a library: its published state, and how to publish the next. Several processes may hold one at once. */
export class Store {
  readonly folder: string;
  readonly onWarning: (message: string) => void;
  #number = 0;
  #changesName: string | null = null;
  #state: State = { segments: [], changes: NO_CHANGES };
  #queue: Promise<unknown> = Promise.resolve();

  private constructor(folder: string, onWarning: (message: string) => void) {
    this.folder = folder;
    this.onWarning = onWarning;
  }

  static async open(folder: string, onWarning: (message: string) => void): Promise<Store> {
    const store = new Store(folder, onWarning);
    await store.refresh();
    return store;
  }

  get state(): State {
    return this.#state;
  }

  printsPath(segment: string): string {
    return printsPath(this.folder, segment);
  }

  tracksPath(segment: string): string {
    return tracksPath(this.folder, segment);
  }

  /** A name for a new segment, and the folder for it. */
  async newSegment(): Promise<string> {
    await this.#guard(mkdir(segmentsFolder(this.folder), { recursive: true }));
    return randomBytes(8).toString('hex');
  }

  /** Takes in what other processes have published; says whether there was anything. */
  async refresh(): Promise<boolean> {
    if (this.#number > 0 && (await newestNumber(this.folder)) === this.#number) return false;
    for (let attempt = 1; ; attempt++) {
      const { number, manifest, damaged } = await readManifest(this.folder);
      if (number === this.#number) return false;
      const changes = manifest.changes ? await this.#readChanges(manifest.changes) : NO_CHANGES;
      // Published anew between the two reads, and the file of changes cleared away.
      if (!changes && attempt < ATTEMPTS && (await newestNumber(this.folder)) !== number) continue;
      if (damaged.length > 0) {
        this.onWarning(
          "The library's newest list of contents is damaged; the one before it is used. " +
            "'tracklistify library add' brings back what is missing.",
        );
      }
      if (!changes) {
        this.onWarning(
          "The library's list of removed and moved tracks is damaged: removed tracks may show up again, and moved ones " +
            "as missing. 'tracklistify library add' finds them again.",
        );
      }
      this.#number = number;
      this.#changesName = manifest.changes;
      this.#state = { segments: manifest.segments, changes: changes ?? NO_CHANGES };
      return true;
    }
  }

  /**
   * Publishes what `edit` makes of the current state; false when it makes nothing of it (null). `edit` is called again
   * with the newer state whenever another process was faster.
   */
  commit(edit: (state: State) => State | null | Promise<State | null>): Promise<boolean> {
    const result = this.#queue.then(() => this.#guard(this.#commit(edit)));
    this.#queue = result.catch(() => {});
    return result;
  }

  /** Removes what a crash has left behind; returns the number of files. */
  async sweep(now: number): Promise<number> {
    await this.refresh();
    const live = new Set(this.#state.segments.flatMap(({ name }) => [`${name}.prints`, `${name}.tracks`]));
    if (this.#changesName) live.add(`${this.#changesName}.changes`);
    let swept = 0;
    for (const [folder, pattern] of [
      [segmentsFolder(this.folder), /^[0-9a-f]{16}\.(prints|tracks|changes)$/],
      [this.folder, /^new-[0-9a-f]{16}$/],
    ] as const) {
      for (const name of await readdir(folder).catch(() => [])) {
        if (!pattern.test(name) || live.has(name)) continue;
        const path = join(folder, name);
        const age = now - ((await stat(path).catch(() => null))?.mtimeMs ?? now);
        if (age < ORPHAN_AGE_MS) continue;
        await unlink(path).catch(() => {});
        swept++;
      }
    }
    return swept;
  }

  /** Deletes the files of a segment that isn't going to be published. */
  async discard(segment: string): Promise<void> {
    await unlink(this.printsPath(segment)).catch(() => {});
    await unlink(this.tracksPath(segment)).catch(() => {});
  }

  async #commit(edit: (state: State) => State | null | Promise<State | null>): Promise<boolean> {
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      await this.refresh();
      const before = this.#state;
      const after = await edit(before);
      if (!after) return false;
      const changes = await this.#writeChanges(before.changes, after.changes);
      const manifest: Manifest = { format: MANIFEST_FORMAT, segments: [...after.segments], changes };
      // The segments' own names must be on the disk before a manifest speaks of them.
      if (after.segments.length > 0) await syncFolder(segmentsFolder(this.folder));
      if (await publishManifest(this.folder, this.#number + 1, manifest)) {
        const replaced = this.#changesName === changes ? null : this.#changesName;
        this.#number++;
        this.#changesName = changes;
        this.#state = after;
        await this.#clearAway(before, after, replaced);
        return true;
      }
      if (changes && changes !== this.#changesName) await unlink(changesPath(this.folder, changes)).catch(() => {});
    }
    throw new LibraryError(
      `The library in ${this.folder} is being changed by other processes without a pause. Wait for them and try again.`,
    );
  }

  async #clearAway(before: State, after: State, changes: string | null): Promise<void> {
    const live = new Set(after.segments.map(({ name }) => name));
    for (const { name } of before.segments) if (!live.has(name)) await this.discard(name);
    if (changes) await unlink(changesPath(this.folder, changes)).catch(() => {});
  }

  /** Null when they can't be read. */
  async #readChanges(name: string): Promise<Changes | null> {
    try {
      return await readChanges(changesPath(this.folder, name));
    } catch {
      return null;
    }
  }

  async #writeChanges(before: Changes, after: Changes): Promise<string | null> {
    if (before === after) return this.#changesName;
    if (!hasChanges(after)) return null;
    const name = await this.newSegment();
    await writeDurably(changesPath(this.folder, name), seal(changesToJson(after)));
    return name;
  }

  /** Names the disk's refusals. */
  async #guard<T>(work: Promise<T>): Promise<T> {
    try {
      return await work;
    } catch (error) {
      throw diskError(this.folder, error);
    }
  }
}

const REASONS: Record<string, string> = {
  ENOSPC: 'the disk is full. Free some space and run the same command again; what was finished is kept',
  EDQUOT: 'your disk quota is used up. Free some space and run the same command again; what was finished is kept',
  EROFS: 'the disk is read-only. Choose another folder with --library-path',
  EACCES: 'access is denied. Check its permissions, or choose another folder with --library-path',
  EPERM: 'access is denied. Check its permissions, or choose another folder with --library-path',
  ENOTDIR: 'a part of that path is a file. Choose another folder with --library-path',
  EEXIST: 'a part of that path is a file. Choose another folder with --library-path',
  ENOENT: 'its folder has vanished. Run the same command again',
  EIO: "the disk doesn't answer. Check the disk",
};

/** A refusal by the disk as a WriteError that says what to do; everything else as it is. */
export function diskError(folder: string, error: unknown): unknown {
  const reason = REASONS[(error as NodeJS.ErrnoException | null)?.code ?? ''];
  return reason ? new WriteError(`The library in ${folder} can't be written: ${reason}.`, { cause: error }) : error;
}
