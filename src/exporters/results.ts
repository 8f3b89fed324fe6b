import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { appendFile, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import * as z from 'zod';
import { keptTracklistSchema } from '../domain/schema.js';
import type { Tracklist } from '../domain/tracklist.js';
import { makeFolder } from '../files/make-folder.js';
import { replaceFile } from '../files/place.js';
import { seal, unseal } from '../files/sealed.js';
import { sweepTemporaries } from '../files/temporary.js';

/** What was written under one name of a folder: for which source, which files with which content, and what it said. */
export interface Result {
  /** The folder and the name in it; absent where an earlier version wrote last. */
  path?: string;
  sources: string[];
  /** By a file's name, the sums of what was written last: several, as a run may be killed between noting and writing. */
  files: Record<string, string[]>;
  /** The latest first. */
  tracklists: Tracklist[];
}

/** Sums of one file that are remembered: two runs at once may write in turns. */
const SUMS = 8;
const TRACKLISTS = 2;
/** Far more than any tracklist. */
const LARGEST = 256 << 20;

const resultSchema = z.object({
  path: z.string().exactOptional(),
  sources: z.array(z.string()),
  files: z.record(z.string(), z.array(z.string())),
  tracklists: z.array(keptTracklistSchema),
});

/** Where results of a source were written. */
export interface WrittenUnder {
  path: string;
  sources: string[];
}
const writtenSchema = z.object({ path: z.string(), sources: z.array(z.string()) });

const pack = promisify(gzip);
const unpack = promisify(gunzip);

/** Remembers, in the user's data folder, what was written where. */
export class Results {
  readonly #folder: string;
  #swept: Promise<void> | null = null;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Null where nothing is known, or what is known can't be read. */
  async get(path: string): Promise<Result | null> {
    try {
      const packed = await readFile(this.#fileOf(path));
      const text = (await unpack(packed, { maxOutputLength: LARGEST })).toString('utf8');
      return resultSchema.parse(JSON.parse(text));
    } catch {
      // The files themselves are looked at then: what they don't say is taken for somebody else's.
      return null;
    }
  }

  /** Notes what is about to be written, beside what stands there still. On the disk when it resolves. */
  async put(
    path: string,
    now: { sources: readonly string[]; sums: Record<string, string>; tracklist: Tracklist | null },
  ): Promise<void> {
    const before = await this.get(path);
    const tracklists = now.tracklist ? [now.tracklist] : [];
    const result: Result = { path, sources: [...now.sources], files: {}, tracklists };
    if (before?.sources.some((source) => now.sources.includes(source))) {
      result.sources = [...new Set([...now.sources, ...before.sources])].slice(0, SUMS);
      result.files = before.files;
      result.tracklists = [...result.tracklists, ...before.tracklists].slice(0, TRACKLISTS);
    }
    for (const [name, sum] of Object.entries(now.sums)) {
      result.files[name] = [...new Set([sum, ...(result.files[name] ?? [])])].slice(0, SUMS);
    }
    const file = this.#fileOf(path);
    await makeFolder(this.#folder);
    this.#swept ??= sweepTemporaries(this.#folder);
    await this.#swept;
    // First, so that no result is there that isn't found: whoever is killed in between leaves one line too many.
    if (before?.path !== path || result.sources.some((source) => !before.sources.includes(source))) {
      await appendFile(this.#index, `\n${seal({ path, sources: result.sources })}`, { mode: 0o600 });
    }
    await replaceFile(file, await pack(JSON.stringify(result)), { mode: 0o600 });
  }

  async forget(path: string): Promise<void> {
    await rm(this.#fileOf(path), { force: true });
  }

  /** Everywhere that results were written to, of all sources, the latest last. */
  async everywhere(): Promise<WrittenUnder[]> {
    const text = await readFile(this.#index, 'utf8').catch(() => '');
    const all = new Map<string, WrittenUnder>();
    for (const line of text.split('\n')) {
      const { success, data } = writtenSchema.safeParse(line && unseal(line));
      if (success) all.set(data.path, data);
    }
    return [...all.values()];
  }

  get #index(): string {
    return join(this.#folder, 'places');
  }

  #fileOf(path: string): string {
    return join(this.#folder, `${createHash('sha256').update(path).digest('hex').slice(0, 32)}.gz`);
  }
}

/** Of a file as it stands; a pipe has nothing to come back to, and would be used up by a look. */
export async function fileSum(path: string): Promise<string> {
  if (!(await stat(path)).isFile()) throw new Error(`${path} is no file.`);
  const sum = createHash('sha256');
  for await (const chunk of createReadStream(path)) sum.update(chunk as Buffer);
  return sum.digest('hex');
}

export const contentSum = (content: string | Uint8Array): string => createHash('sha256').update(content).digest('hex');
