import { createHash } from 'node:crypto';
import { readdir, readFile, realpath, rm, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import * as z from 'zod';
import { UsageError } from '../domain/errors.js';
import { makeFolder } from '../files/make-folder.js';
import { filesListed, LONGEST_PLAYLIST } from '../files/playlist.js';
import { rawPath } from '../files/raw-path.js';
import { replaceDurably } from './store/durable.js';

/**
 * Indexes of what a run was limited to: a folder, a file, or the files of a playlist. Each lies in a folder of its own beside the
 * user's library, with a note of what it is of.
 */

const NOTE = 'about.json';
const noteSchema = z.object({ format: z.literal(1), of: z.string(), usedAt: z.string() });
/** What has gone and wasn't asked for so long is swept. Until then it may be on a disk that isn't mounted. */
const UNUSED_DAYS = 30;
const DAY = 24 * 3600 * 1000;

export interface LimitedIndex {
  /** Where the index lies. */
  index: string;
  /** What it is of; null where an earlier version made it and didn't note that. */
  of: string | null;
  /** Whether that is there at the moment. */
  present: boolean;
  usedAt: number;
}

/** A path as the file system knows it, or as it was named where that has gone. */
export async function placeOf(named: string, cwd: string): Promise<string> {
  const path = resolve(cwd, named);
  return realpath(await rawPath(path)).catch(() => path);
}

export const indexOf = (base: string, place: string): string =>
  join(base, createHash('sha256').update(place).digest('hex').slice(0, 16));

/** Notes what an index is of, and that it is in use. */
export async function noteUse(index: string, of: string, now: number): Promise<void> {
  await makeFolder(index);
  await replaceDurably(join(index, NOTE), JSON.stringify({ format: 1, of, usedAt: new Date(now).toISOString() }));
}

export async function limitedIndexes(base: string): Promise<LimitedIndex[]> {
  const names = await readdir(base).catch(() => []);
  const all = names.filter((name) => /^[0-9a-f]{16}$/.test(name)).map((name) => describe(join(base, name)));
  return (await Promise.all(all)).sort((a, b) => ((a.of ?? a.index) < (b.of ?? b.index) ? -1 : 1));
}

async function describe(index: string): Promise<LimitedIndex> {
  const path = join(index, NOTE);
  const parsed = noteSchema.safeParse(
    await readFile(path, 'utf8')
      .then(JSON.parse)
      .catch(() => null),
  );
  if (!parsed.success) return { index, of: null, present: true, usedAt: 0 };
  const { of, usedAt } = parsed.data;
  return { index, of, present: await isThere(of), usedAt: Date.parse(usedAt) || 0 };
}

/**
 * Deletes the indexes of what has been gone, and hasn't been asked for, for a month. Where the folder that it was in has gone too, it
 * may come back with its disk. Returns what they were of.
 */
export async function sweepLimited(base: string, now: number): Promise<string[]> {
  const swept: string[] = [];
  for (const { index, of, present, usedAt } of await limitedIndexes(base)) {
    if (of === null || present || now - usedAt < UNUSED_DAYS * DAY || !(await isThere(dirname(of)))) continue;
    await rm(index, { recursive: true, force: true });
    swept.push(of);
  }
  return swept;
}

/** The folders and files that something named means: itself, or what a playlist lists. Throws UsageError for nothing. */
export async function meantBy(named: string, place: string): Promise<string[]> {
  const raw = await rawPath(place);
  const about = await stat(raw).catch(() => {
    throw new UsageError(`There is no folder, file or playlist "${named}" to take music from (--library).`);
  });
  if (about.isDirectory() || !/\.m3u8?$/i.test(place)) return [place];
  if (about.size > LONGEST_PLAYLIST) throw new UsageError(`"${named}" is too large for a playlist (--library).`);
  const files = filesListed(await readFile(raw), dirname(place));
  if (files.length > 0) return files;
  throw new UsageError(`The playlist "${named}" lists no files (--library).`);
}

const isThere = async (path: string): Promise<boolean> =>
  stat(await rawPath(path)).then(
    () => true,
    () => false,
  );
