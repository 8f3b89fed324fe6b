import { stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import Keyv from 'keyv';
import type { Cache } from '../domain/ports/cache.js';
import { reasonIn } from '../domain/system-words.js';
import { makeFolder } from '../files/make-folder.js';
import { FileStore, type StoredFile } from './file-store.js';

export interface CacheOptions {
  folder: string;
  /** When the files together are larger, the oldest go. */
  maxBytes: number;
  now: () => number;
  /** A cache that fails costs calls, not results: it's said once and the run goes on. */
  warn: (message: string) => void;
}

export interface CacheStats {
  folder: string;
  answers: number;
  bytes: number;
  expired: number;
  damaged: number;
  /** By the first part of the keys: the providers' names. */
  groups: Record<string, { answers: number; bytes: number }>;
  /** Epoch milliseconds. */
  oldest: number | null;
}

export interface Pruned {
  expired: number;
  /** Removed because the cache was larger than its limit. */
  oldest: number;
  bytes: number;
}

/** Written whenever the cache was tidied, so that it happens once a day and not once a run. */
const TIDIED = 'tidied';
const TIDY_EVERY_MS = 24 * 3600_000;

/** The providers' answers on disk. Keyv is the face; expiry, size and damage are looked after here and in the store. */
export class AnswerCache implements Cache {
  readonly #store: FileStore;
  readonly #keyv: Keyv;
  readonly #options: CacheOptions;
  #tidying: Promise<void> | null = null;
  #broken = false;

  constructor(options: CacheOptions) {
    this.#options = options;
    this.#store = new FileStore(options);
    // The store keeps Keyv's envelope in its own; a key needs no prefix, since nothing else lives there.
    // Undefined is another thing to Keyv than absent, which its types don't say.
    const asItIs = { serialize: undefined, deserialize: undefined } as object;
    this.#keyv = new Keyv({ store: this.#store, useKeyPrefix: false, ...asItIs });
    this.#keyv.on('error', (error: Error) => this.#complain('used', error));
  }

  async get(key: string): Promise<unknown> {
    try {
      return await this.#keyv.get(key);
    } catch (error) {
      this.#complain('read', error);
      return undefined;
    }
  }

  async set(key: string, value: unknown, ttlSeconds: number): Promise<void> {
    await this.#keyv.set(key, value, ttlSeconds * 1000);
    this.#tidying ??= this.#tidy().catch((error) => this.#complain('tidied', error));
    await this.#tidying;
  }

  /** Whether anything is kept of a provider's answers, be it too old by now. */
  async hasAny(group: string): Promise<boolean> {
    for await (const _ of this.#store.files(group)) return true;
    return false;
  }

  async stats(): Promise<CacheStats> {
    const stats: CacheStats = {
      folder: this.#options.folder,
      answers: 0,
      bytes: 0,
      expired: 0,
      damaged: await this.#store.damaged(),
      groups: {},
      oldest: null,
    };
    for await (const file of this.#store.files()) {
      stats.answers++;
      stats.bytes += file.bytes;
      stats.groups[file.group] ??= { answers: 0, bytes: 0 };
      const group = stats.groups[file.group]!;
      group.answers++;
      group.bytes += file.bytes;
      stats.oldest = Math.min(stats.oldest ?? file.modified, file.modified);
      if (await this.#store.isExpired(file)) stats.expired++;
    }
    return stats;
  }

  /** Removes what has expired, then the oldest until the rest fits. */
  async prune(maxBytes = this.#options.maxBytes): Promise<Pruned> {
    const pruned: Pruned = { expired: 0, oldest: 0, bytes: 0 };
    const left: StoredFile[] = [];
    let bytes = 0;
    for await (const file of this.#store.files()) {
      if (await this.#store.isExpired(file)) {
        await this.#store.remove(file);
        pruned.expired++;
        pruned.bytes += file.bytes;
      } else {
        left.push(file);
        bytes += file.bytes;
      }
    }
    left.sort((a, b) => a.modified - b.modified);
    for (const file of left) {
      if (bytes <= maxBytes) break;
      await this.#store.remove(file);
      bytes -= file.bytes;
      pruned.oldest++;
      pruned.bytes += file.bytes;
    }
    await this.#store.removeOrphans();
    return pruned;
  }

  /** Everything, or one provider's answers. */
  async clear(group?: string): Promise<void> {
    await this.#store.clear(group);
  }

  async #tidy(): Promise<void> {
    const mark = join(this.#options.folder, TIDIED);
    const last = await stat(mark).catch(() => null);
    if (last && this.#options.now() - last.mtimeMs < TIDY_EVERY_MS) return;
    await makeFolder(this.#options.folder, 0o700);
    await writeFile(mark, '');
    await this.prune();
  }

  #complain(verb: string, error: unknown): void {
    if (this.#broken) return;
    this.#broken = true;
    const reason = reasonIn(error);
    this.#options.warn(
      `The cache in ${this.#options.folder} can't be ${verb} (${reason}); answers may have to be asked for again. ` +
        'Mend the folder, or name another one by TRACKLISTIFY_CACHE_PATH.',
    );
  }
}
