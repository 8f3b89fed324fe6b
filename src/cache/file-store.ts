import { createHash, randomBytes } from 'node:crypto';
import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { open, readdir, readFile, rename, rm, stat, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { jsonOrUndefined } from '../domain/text.js';
import { makeFolder } from '../files/make-folder.js';

/** What one file holds. The key is kept to be sure that the file is the one that was meant. */
const envelopeSchema = z.object({
  format: z.literal(1),
  key: z.string(),
  stored: z.number(),
  expires: z.number().optional(),
  value: z.unknown(),
});
type Envelope = z.infer<typeof envelopeSchema>;

/** As Keyv hands it over and wants it back. */
export interface Stored {
  value?: unknown;
  expires?: number | undefined;
}

export interface StoredFile {
  path: string;
  /** First part of the key: whose answer it is. */
  group: string;
  bytes: number;
  modified: number;
}

export interface FileStoreOptions {
  folder: string;
  now: () => number;
  /** Told when a damaged file was set aside. */
  warn: (message: string) => void;
}

const DAMAGED = 'damaged';
/** A temporary file this old was left by a process that died. */
const ORPHAN_MS = 3600_000;

/**
 * One file a key: `<group>/<2 hex digits>/<62 hex digits>.json`, written under another name and renamed, so that several
 * processes can read and write at once and a crash leaves whole files only.
 */
export class FileStore {
  readonly opts = { dialect: 'tracklistify-files' };
  readonly folder: string;
  readonly #now: () => number;
  readonly #warn: (message: string) => void;

  constructor({ folder, now, warn }: FileStoreOptions) {
    this.folder = folder;
    this.#now = now;
    this.#warn = warn;
  }

  /** Keyv listens for errors; this store throws them instead. */
  on(): this {
    return this;
  }

  async get(key: string): Promise<Stored | undefined> {
    const path = this.#pathOf(key);
    const envelope = await this.#read(path);
    if (envelope === null) return undefined;
    if (envelope.key !== key) {
      await this.#setAside(path);
      return undefined;
    }
    return { value: envelope.value, expires: envelope.expires };
  }

  async set(key: string, { value, expires }: Stored): Promise<void> {
    const path = this.#pathOf(key);
    const envelope: Envelope = { format: 1, key, stored: this.#now(), expires, value };
    const text = `${JSON.stringify(envelope)}\n`;
    const temporary = `${path}.${process.pid}-${randomBytes(6).toString('hex')}.tmp`;
    const write = (): void => writeFileSync(temporary, text, { mode: 0o600, flag: 'wx' });
    // At once, without letting anything else run: an answer that was paid for is kept, though the program is killed in a moment.
    try {
      write();
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
      // What somebody plays is nobody else's business: owner-only rights.
      mkdirSync(join(path, '..'), { recursive: true, mode: 0o700 });
      write();
    }
    try {
      renameSync(temporary, path);
    } catch (error) {
      await rm(temporary, { force: true });
      throw error;
    }
    await flush(path);
  }

  async delete(key: string): Promise<boolean> {
    return remove(this.#pathOf(key));
  }

  async remove(file: StoredFile): Promise<void> {
    await remove(file.path);
  }

  /** Removes what this store has made and nothing else, even if somebody named a folder full of other things. */
  async clear(group?: string): Promise<void> {
    for await (const file of this.files(group)) await remove(file.path);
    await this.removeOrphans(0);
    if (group !== undefined) return;
    await rm(join(this.folder, DAMAGED), { recursive: true, force: true }).catch((error: NodeJS.ErrnoException) => {
      // Where a file has that name there is no such folder either.
      if (error.code !== 'ENOTDIR') throw error;
    });
  }

  /** All files, without opening them. */
  async *files(group?: string): AsyncGenerator<StoredFile> {
    for (const name of group === undefined ? await this.#groups() : [group]) {
      for (const shard of await list(join(this.folder, name))) {
        if (!/^[0-9a-f]{2}$/.test(shard)) continue;
        for (const file of await list(join(this.folder, name, shard))) {
          if (!/^[0-9a-f]{62}\.json$/.test(file)) continue;
          const path = join(this.folder, name, shard, file);
          const info = await stat(path).catch(() => null);
          if (info) yield { path, group: name, bytes: info.size, modified: info.mtimeMs };
        }
      }
    }
  }

  async damaged(): Promise<number> {
    return (await list(join(this.folder, DAMAGED))).length;
  }

  async isExpired(file: StoredFile): Promise<boolean> {
    const envelope = await this.#read(file.path);
    return envelope?.expires !== undefined && envelope.expires < this.#now();
  }

  async removeOrphans(age = ORPHAN_MS): Promise<void> {
    for (const group of await this.#groups()) {
      for (const shard of await list(join(this.folder, group))) {
        for (const file of await list(join(this.folder, group, shard))) {
          if (!/^[0-9a-f]{62}\.json\..*\.tmp$/.test(file)) continue;
          const path = join(this.folder, group, shard, file);
          const info = await stat(path).catch(() => null);
          if (info && this.#now() - info.mtimeMs >= age) await remove(path);
        }
      }
    }
  }

  async #groups(): Promise<string[]> {
    return (await list(this.folder)).filter((name) => name !== DAMAGED);
  }

  #pathOf(key: string): string {
    const hash = createHash('sha256').update(key).digest('hex');
    const group = /^([a-z0-9-]+)\//.exec(key)?.[1] ?? 'other';
    return join(this.folder, group, hash.slice(0, 2), `${hash.slice(2)}.json`);
  }

  async #read(path: string): Promise<Envelope | null> {
    let text: string;
    try {
      text = await readFile(path, 'utf8');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
      throw error;
    }
    const parsed = envelopeSchema.safeParse(jsonOrUndefined(text));
    if (parsed.success) return parsed.data;
    await this.#setAside(path);
    return null;
  }

  async #setAside(path: string): Promise<void> {
    const aside = join(this.folder, DAMAGED);
    await makeFolder(aside, 0o700);
    const name = `${path.slice(-67).replace(/[\\/]/g, '')}.${randomBytes(3).toString('hex')}`;
    try {
      await rename(path, join(aside, name));
    } catch (error) {
      // Another process was faster.
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
      throw error;
    }
    this.#warn(`A damaged file of the cache was set aside (${join(aside, name)}); its answer is asked for again.`);
  }
}

/** Safe from a power cut too, where the disk knows how. What it doesn't keep is asked for again. */
async function flush(path: string): Promise<void> {
  const file = await open(path, 'r+').catch(() => null);
  await file?.sync().catch(() => undefined);
  await file?.close();
}

async function list(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return [];
    throw error;
  }
}

async function remove(path: string): Promise<boolean> {
  try {
    await unlink(path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
}
