import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { WriteError } from '../../domain/errors.js';
import { reasonIn } from '../../domain/system-words.js';
import { jsonOrUndefined } from '../../domain/text.js';
import { addFile, replaceFile } from '../../files/place.js';
import { sweepTemporaries } from '../../files/temporary.js';

const recordSchema = z.object({
  format: z.literal(1),
  mark: z.string().regex(/^[0-9a-f]{16,64}$/),
  /** Host and model that it was handed over to. */
  to: z.string(),
  /** Epoch milliseconds, up to the year 2200. */
  at: z.number().min(0).max(7.26e12),
  /** Null until the service has said it. */
  batch: z.string().nullable(),
  /** It was handed over before, and put another way this time. */
  mended: z.boolean().optional(),
  /** By request: the keys of its questions, in the order of their numbers. */
  requests: z.record(z.string(), z.array(z.string())),
});
export type BatchRecord = z.output<typeof recordSchema>;

/**
 * What was handed over and not collected yet, a file each. It stands with the user's data, not in the cache: clearing the
 * cache doesn't mean to pay twice.
 */
export class BatchStore {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  async all(): Promise<BatchRecord[]> {
    await sweepTemporaries(this.#folder);
    const names = await readdir(this.#folder).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return [];
      throw error;
    });
    const records: BatchRecord[] = [];
    for (const name of names.filter((one) => /^[0-9a-f]+\.json$/.test(one)).sort()) {
      const path = join(this.#folder, name);
      const parsed = recordSchema.safeParse(jsonOrUndefined(await readFile(path, 'utf8')));
      if (parsed.success) records.push(parsed.data);
      // It is of no use any more, and in the way of what would be handed over under its name.
      else await rm(path, { force: true });
    }
    return records;
  }

  /** False when another run has handed the same over. */
  async add(record: BatchRecord): Promise<boolean> {
    try {
      await mkdir(this.#folder, { recursive: true, mode: 0o700 });
      return await addFile(this.#pathOf(record), JSON.stringify(record), { mode: 0o600 });
    } catch (error) {
      const cause = { cause: error };
      throw new WriteError(`Can't keep what is handed over in ${this.#folder}: ${reasonIn(error)}.`, cause);
    }
  }

  async update(record: BatchRecord): Promise<void> {
    await replaceFile(this.#pathOf(record), JSON.stringify(record), { mode: 0o600 });
  }

  async remove(record: BatchRecord): Promise<void> {
    await rm(this.#pathOf(record), { force: true });
  }

  #pathOf({ mark }: BatchRecord): string {
    return join(this.#folder, `${mark}.json`);
  }
}
