import { mkdir, readdir, readFile, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import * as z from 'zod';
import type { Clock } from '../domain/ports/clock.js';
import type { ListenBook, NotedListen } from '../domain/ports/listens.js';
import { jsonOrUndefined, jsonText } from '../domain/text.js';
import { trackSchema } from '../domain/track-schema.js';
import { replaceFile } from '../files/place.js';

const bookSchema = z.array(
  z.object({
    start: z.number(),
    end: z.number(),
    listenedAt: z.number().int().min(0),
    track: trackSchema,
    told: z.boolean(),
  }),
);
/** Nobody goes on with a broadcast after so long. Milliseconds. */
const KEPT_MS = 90 * 24 * 3600_000;

/** The notes of one broadcast in a file, readable by its owner alone. */
export class FileListenBook implements ListenBook {
  readonly #path: string;
  readonly #clock: Clock;
  #swept = false;

  constructor(path: string, clock: Clock) {
    this.#path = path;
    this.#clock = clock;
  }

  async read(): Promise<NotedListen[]> {
    const text = await readFile(this.#path, 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return '[]';
      throw error;
    });
    const parsed = bookSchema.safeParse(jsonOrUndefined(text));
    // A file that somebody has damaged tells of nothing.
    return parsed.success ? parsed.data : [];
  }

  async write(listens: readonly NotedListen[]): Promise<void> {
    const folder = dirname(this.#path);
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await replaceFile(this.#path, jsonText(listens), { mode: 0o600 });
    if (!this.#swept) await this.#sweep(folder);
    this.#swept = true;
  }

  async #sweep(folder: string): Promise<void> {
    for (const name of await readdir(folder)) {
      const path = join(folder, name);
      const about = path === this.#path ? null : await stat(path).catch(() => null);
      if (about && this.#clock.now() - about.mtimeMs > KEPT_MS) await rm(path, { force: true });
    }
  }
}
