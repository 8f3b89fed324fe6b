import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir, stat, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { LibraryError, WriteError } from '../../domain/errors.js';
import { reasonIn } from '../../domain/system-words.js';
import { makeFolder } from '../../files/make-folder.js';
import { type Changes, hasChanges, NO_CHANGES, newestChanges, readChanges, writeChanges } from './changes.js';
import { syncFolder } from './durable.js';
import { MANIFEST_FORMAT, type Manifest, newestNumber, publishManifest, readManifest } from './manifest.js';
import { filesOf, printsPath, segmentsFolder, tracksPath } from './paths.js';
import { rebuild } from './rebuild.js';
import type { State } from './state.js';

/** Files that no manifest names are left over from a crash once they are this old; younger ones may be on their way in. */
export const ORPHAN_AGE_MS = 3_600_000;
const LEFT = /^(?:new-[0-9a-f]{16}|([0-9a-f]{16})\.(?:damaged|changes|changes\.copy))$/;
/** Somebody else would have to publish this often in the time of one look; then something is wrong. */
const ATTEMPTS = 100;

/** The folder of a library: its published state, and how to publish the next. Several processes may hold one at once. */
export class Store {
  readonly folder: string;
  readonly onWarning: (message: string) => void;
  /** Below every number: nothing has been read yet. */
  #number = -1;
  #changesName: string | null = null;
  /** What that file says. */
  #written: Changes = NO_CHANGES;
  #retired: Manifest['retired'] = [];
  #damaged = false;
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

  /** Of the state: every change takes the next one. */
  get number(): number {
    return this.#number;
  }

  /** What the library consists of was damaged when it was read: publishing it anew mends that. */
  get damaged(): boolean {
    return this.#damaged;
  }

  printsPath(segment: string): string {
    return printsPath(this.folder, segment);
  }

  tracksPath(segment: string): string {
    return tracksPath(this.folder, segment);
  }

  /** A name for a new segment, and the folder for it. */
  async newSegment(): Promise<string> {
    await this.#guard(makeFolder(segmentsFolder(this.folder)));
    // Once something lies there, a list of contents is there too: that none is means that it was lost.
    if (this.#number === 0) await this.commit((state) => (this.#number === 0 ? state : null));
    return newName();
  }

  /** Takes in what other processes have published; says whether there was anything. */
  async refresh(): Promise<boolean> {
    if (this.#number > 0 && (await newestNumber(this.folder)) === this.#number) return false;
    for (let attempt = 1; ; attempt++) {
      const { number, manifest, damaged } = await readManifest(this.folder);
      if (number === this.#number) return false;
      if (!manifest || (number === 0 && (await this.#holdsSegments()))) {
        this.#follow(number, null, NO_CHANGES, await rebuild(this.folder));
        this.#damaged = true;
        this.onWarning(
          `The library's list of contents in ${this.folder} is damaged. It was made anew from the tracks themselves; ` +
            "removed ones may show up again. 'tracklistify library add' writes it.",
        );
        return true;
      }
      const read = manifest.changes ? await readChanges(this.folder, manifest.changes) : null;
      // Published anew between the two reads, and the file of changes cleared away.
      if (read?.damaged && attempt < ATTEMPTS && (await newestNumber(this.folder)) !== number) continue;
      const changes = read ? (read.changes ?? (await newestChanges(this.folder))) : NO_CHANGES;
      const lost = read?.changes === null;
      this.#follow(number, lost ? null : manifest, lost ? NO_CHANGES : changes, {
        segments: manifest.segments,
        changes,
      });
      this.#retired = manifest.retired;
      this.#damaged = damaged || read?.damaged === true;
      this.#tell(lost);
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

  /** The names of all files that the last manifests speak of. */
  get named(): ReadonlySet<string> {
    const names = [...this.#state.segments, ...this.#retired].map(({ name }) => name);
    return new Set(this.#changesName ? [...names, this.#changesName] : names);
  }

  /** Deletes what a crash has left of other files than segments; returns how many. */
  async sweep(now: number): Promise<number> {
    await this.refresh();
    const live = this.named;
    let swept = 0;
    for (const folder of [this.folder, segmentsFolder(this.folder)]) {
      for (const name of await readdir(folder).catch(() => [])) {
        const left = LEFT.exec(name);
        if (!left || live.has(left[1] ?? '')) continue;
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
    // A list of contents that was made anew meanwhile may have found it.
    await this.refresh();
    if (!this.#state.segments.some(({ name }) => name === segment)) await this.#delete(segment);
  }

  async #commit(edit: (state: State) => State | null | Promise<State | null>): Promise<boolean> {
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      await this.refresh();
      const before = this.#state;
      const after = await edit(before);
      if (!after) return false;
      const number = this.#number + 1;
      const changes = await this.#writeChanges(after.changes, number);
      const retired = this.#retiredBy(after, changes, number);
      const manifest: Manifest = { format: MANIFEST_FORMAT, segments: [...after.segments], changes, retired };
      // The segments' own names must be on the disk before a manifest speaks of them.
      if (after.segments.length > 0) await syncFolder(segmentsFolder(this.folder));
      if (await publishManifest(this.folder, number, manifest)) {
        this.#follow(number, manifest, after.changes, after);
        this.#damaged = false;
        for (const { name, since } of retired) if (since < number) await this.#delete(name);
        return true;
      }
      if (changes && changes !== this.#changesName) await this.#delete(changes);
    }
    throw new LibraryError(
      `The library in ${this.folder} is being changed by other processes without a pause. Wait for them and try again.`,
    );
  }

  #follow(number: number, manifest: Manifest | null, written: Changes, state: State): void {
    this.#number = number;
    this.#changesName = manifest?.changes ?? null;
    this.#written = written;
    this.#retired = manifest?.retired ?? [];
    this.#state = state;
  }

  /**
   * The last two manifests always name files that exist: what the next one doesn't name any more is deleted with the one
   * after it, or whenever that can be done (Windows deletes no file that somebody reads).
   */
  #retiredBy({ segments }: State, changes: string | null, number: number): Manifest['retired'] {
    const live = new Set([...segments.map(({ name }) => name), changes]);
    const before = [...this.#state.segments.map(({ name }) => name), ...(this.#changesName ? [this.#changesName] : [])];
    const gone = before.map((name) => ({ name, since: number }));
    const earlier = this.#retired.filter(
      ({ name, since }) => since >= number - 1 || filesOf(this.folder, name).some((path) => existsSync(path)),
    );
    return [...earlier, ...gone].filter(({ name }) => !live.has(name));
  }

  async #delete(name: string): Promise<void> {
    for (const path of filesOf(this.folder, name)) await unlink(path).catch(() => {});
  }

  async #holdsSegments(): Promise<boolean> {
    const names = await readdir(segmentsFolder(this.folder)).catch(() => []);
    return names.some((name) => name.endsWith('.prints'));
  }

  #tell(changesLost: boolean): void {
    if (changesLost) {
      this.onWarning(
        "The library's list of removed and moved tracks is damaged: removed tracks may show up again, and moved ones " +
          "as missing. 'tracklistify library add' finds them again.",
      );
    } else if (this.#damaged) {
      this.onWarning(
        "A list in the library's folder is damaged; its copy is used, and nothing is lost. " +
          "'tracklistify library add' mends it.",
      );
    }
  }

  async #writeChanges(changes: Changes, number: number): Promise<string | null> {
    if (changes === this.#written && !this.#damaged) return this.#changesName;
    if (!hasChanges(changes)) return null;
    const name = newName();
    await makeFolder(segmentsFolder(this.folder));
    await writeChanges(this.folder, name, number, changes);
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

const newName = (): string => randomBytes(8).toString('hex');

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
  const { code = '', syscall } = (error ?? {}) as NodeJS.ErrnoException;
  const reason = REASONS[code] ?? (syscall ? `${reasonIn(error)}. Check the disk` : null);
  return reason ? new WriteError(`The library in ${folder} can't be written: ${reason}.`, { cause: error }) : error;
}
