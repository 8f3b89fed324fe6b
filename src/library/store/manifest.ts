import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { copyFile, link, mkdir, open, readdir, readFile, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { LibraryError } from '../../domain/errors.js';
import { seal, unseal } from './sealed.js';

/**
 * What the library consists of at one moment: a short list of immutable files. Each change publishes a new, numbered
 * manifest; the one with the highest number counts. A number can be taken only once, so of two processes that change the
 * library at the same time one is told to look again: nothing is locked, hence nothing stays locked after a crash.
 */
export const MANIFEST_FORMAT = 1;

const whole = z.number().int().nonnegative();
const name = z.string().regex(/^[0-9a-z]+$/);

const segmentSchema = z.object({
  name,
  /** The format of its prints; it wasn't said of the first. */
  format: whole.default(1),
  engine: z.string(),
  tracks: whole,
  postings: whole,
  positions: whole,
  bytes: whole,
});

const manifestSchema = z.object({
  format: z.literal(MANIFEST_FORMAT),
  segments: z.array(segmentSchema),
  /** Name of the file that says what has changed in the segments since they were written. */
  changes: name.nullable(),
});

export type SegmentEntry = z.infer<typeof segmentSchema>;
export type Manifest = z.infer<typeof manifestSchema>;

/** How many are kept: the older ones are there for the case that the newest can't be read. */
const KEPT = 16;
const FILE = /^manifest-(\d{10})$/;
const fileName = (number: number): string => `manifest-${String(number).padStart(10, '0')}`;

export interface Published {
  /** The highest number taken, by this manifest or by a damaged one. */
  number: number;
  manifest: Manifest;
  /** Numbers of newer manifests that couldn't be read. */
  damaged: number[];
}

/** The manifest that counts; number 0 and no segments in a folder that has none. */
export async function readManifest(folder: string): Promise<Published> {
  const damaged: number[] = [];
  const present = await numbers(folder);
  const newest = present.at(-1) ?? 0;
  for (const number of present.reverse()) {
    const content = await readFile(join(folder, fileName(number)), 'utf8').catch(() => '');
    const value = unseal(content);
    const format = (value as { format?: unknown } | undefined)?.format;
    if (typeof format === 'number' && format > MANIFEST_FORMAT) {
      throw new LibraryError(
        `The library in ${folder} was written by a newer version of Tracklistify. Update with ` +
          `'npm install -g tracklistify@latest', or use another library with --library-path.`,
      );
    }
    const manifest = manifestSchema.safeParse(value);
    if (manifest.success) return { number: newest, manifest: manifest.data, damaged };
    damaged.push(number);
  }
  if (damaged.length > 0) {
    throw new LibraryError(
      `No list of contents of the library in ${folder} can be read any more. Delete that folder and add your music again ` +
        `with 'tracklistify library add'.`,
    );
  }
  return { number: 0, manifest: { format: MANIFEST_FORMAT, segments: [], changes: null }, damaged };
}

/** Publishes the next manifest; false when another process has taken the number first. */
export async function publishManifest(folder: string, number: number, manifest: Manifest): Promise<boolean> {
  await mkdir(folder, { recursive: true });
  const temporary = join(folder, `new-${randomBytes(8).toString('hex')}`);
  await writeDurably(temporary, seal(manifest));
  try {
    if (!(await take(temporary, join(folder, fileName(number))))) return false;
  } finally {
    await unlink(temporary).catch(() => {});
  }
  await syncFolder(folder);
  const present = await numbers(folder);
  // A process that slept for KEPT publications could take a number that had been used and cleared away. It sees that here.
  if (present.at(-1)! - number >= KEPT) {
    await unlink(join(folder, fileName(number))).catch(() => {});
    return false;
  }
  for (const old of present) if (old <= number - KEPT) await unlink(join(folder, fileName(old))).catch(() => {});
  return true;
}

/** Whether the folder's newest manifest still has this number: one directory listing. */
export async function newestNumber(folder: string): Promise<number> {
  return (await numbers(folder)).at(-1) ?? 0;
}

async function numbers(folder: string): Promise<number[]> {
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw new LibraryError(`The library in ${folder} can't be read (${error.code}). Check the folder's permissions.`, {
      cause: error,
    });
  });
  return names
    .flatMap((entry) => FILE.exec(entry)?.[1] ?? [])
    .map(Number)
    .sort((a, b) => a - b);
}

/** Gives the file its final name unless that exists. Disks without hard links (exFAT) get an exclusive copy. */
async function take(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to);
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') return false;
    if (code !== 'EPERM' && code !== 'ENOTSUP' && code !== 'EOPNOTSUPP' && code !== 'ENOSYS') throw error;
  }
  try {
    await copyFile(from, to, constants.COPYFILE_EXCL);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/** The content is on the disk, not only in a cache, when this resolves. */
export async function writeDurably(path: string, content: string): Promise<void> {
  const file = await open(path, 'wx');
  try {
    await file.writeFile(content);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Makes new names in a folder durable. Windows can't open folders; NTFS keeps its own journal of names. */
export async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
