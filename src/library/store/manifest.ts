import { readdir, readFile, rename, unlink, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import * as z from 'zod';
import { LibraryError } from '../../domain/errors.js';
import { reasonIn } from '../../domain/system-words.js';
import { makeFolder } from '../../files/make-folder.js';
import { addFile } from '../../files/place.js';
import { seal, unseal } from '../../files/sealed.js';
import { replaceDurably, syncFolder, temporaryIn } from './durable.js';
import { copyOf, SEGMENTS, segmentsFolder } from './paths.js';

/**
 * What the library consists of at one moment: a short list of immutable files. Each change publishes a new, numbered
 * manifest; the one with the highest number counts. A number can be taken only once, so of two processes that change the
 * library at the same time one is told to look again: nothing is locked, hence nothing stays locked after a crash.
 *
 * The newest ones have a copy among the segments: either file may be damaged or gone, and nothing is lost. The last one
 * lies there a third time under a name without a number, so that it is missed when both are gone.
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
  /** Its own, so that one in another's place is seen; the first ones didn't say it. */
  number: whole.optional(),
  segments: z.array(segmentSchema),
  /** Name of the file that says what has changed in the segments since they were written. */
  changes: name.nullable(),
  /** Files that no manifest names from `since` on; they are deleted once that holds for the last two. */
  retired: z.array(z.object({ name, since: whole })).default([]),
});

export type SegmentEntry = z.infer<typeof segmentSchema>;
export type Manifest = z.infer<typeof manifestSchema>;

/** How many are kept, so that a number which was used isn't free again soon. */
const KEPT = 16;
/** How many have a copy. */
const COPIES = 2;
/** Somebody else would have to publish this often in the time of one look. */
const ATTEMPTS = 100;
const FILE = /^manifest-(\d{10})(\.copy)?$/;
const pathOf = (folder: string, number: number): string => join(folder, `manifest-${String(number).padStart(10, '0')}`);
const lastPathOf = (folder: string): string => join(segmentsFolder(folder), 'manifest.last');
const copyPathOf = (folder: string, number: number): string => copyOf(pathOf(segmentsFolder(folder), number));

export interface Published {
  /** The highest number taken; 0 when there is none. */
  number: number;
  /** The manifest of that number; null when neither it nor its copy can be read. */
  manifest: Manifest | null;
  /** One of the two isn't what was written. */
  damaged: boolean;
}

/** The manifest that counts; number 0 and no segments in a folder that has none. */
export async function readManifest(folder: string): Promise<Published> {
  for (let attempt = 1; ; attempt++) {
    const listed = await newestNumber(folder);
    const last = await readOne(folder, lastPathOf(folder), null);
    const number = Math.max(listed, typeof last === 'object' ? (last.number ?? 0) : 0);
    if (number === 0) return { number, manifest: emptyManifest(), damaged: false };
    const own = await readOne(folder, pathOf(folder, number), number);
    const copy = await readOne(folder, copyPathOf(folder, number), number);
    const isIt = (read: typeof own): read is Manifest => typeof read === 'object' && (read.number ?? number) === number;
    const manifest = [own, copy, last].find(isIt) ?? null;
    // Its copy is made after it: a crash between the two leaves none, and so do earlier versions of the program.
    const damaged = own !== manifest || copy === 'damaged';
    // Published anew between the listing and the reading, and cleared away.
    if (damaged && attempt < ATTEMPTS && (await newestNumber(folder)) !== listed) continue;
    return { number, manifest, damaged };
  }
}

/** Every manifest that can be read, the newest first. */
export async function readableManifests(folder: string): Promise<Manifest[]> {
  const present = (await numbers(folder)).reverse();
  const read = await Promise.all(present.map((number) => readOne(folder, pathOf(folder, number), number)));
  return read.filter((manifest) => typeof manifest === 'object');
}

const emptyManifest = (): Manifest => ({ format: MANIFEST_FORMAT, segments: [], changes: null, retired: [] });

/** `number` is the one that it must have; null if it may have any. */
async function readOne(folder: string, path: string, number: number | null): Promise<Manifest | 'missing' | 'damaged'> {
  let content: string;
  try {
    content = await readFile(path, 'utf8');
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT' ? 'missing' : 'damaged';
  }
  const value = unseal(content);
  const format = (value as { format?: unknown } | undefined)?.format;
  if (typeof format === 'number' && format > MANIFEST_FORMAT) {
    throw new LibraryError(
      `The library in ${folder} was written by a newer version of Tracklistify. Update with ` +
        `'npm install -g tracklistify@latest', or use another library with --library-path.`,
    );
  }
  const { data } = manifestSchema.safeParse(value);
  return data && (number === null || (data.number ?? number) === number) ? data : 'damaged';
}

/** Publishes the next manifest; false when another process has taken the number first. */
export async function publishManifest(folder: string, number: number, manifest: Manifest): Promise<boolean> {
  const segments = segmentsFolder(folder);
  await makeFolder(segments);
  const content = seal({ ...manifest, number });
  const temporary = temporaryIn(folder);
  if (!(await addFile(pathOf(folder, number), content, { temporary }))) return false;
  await syncFolder(folder);
  const present = await numbers(folder);
  // A process that slept for KEPT publications could take a number that had been used and cleared away. It sees that here.
  if (present.at(-1)! - number >= KEPT) {
    await unlink(pathOf(folder, number)).catch(() => {});
    return false;
  }
  await replaceDurably(copyPathOf(folder, number), content);
  // Nothing hangs on this one alone: of several processes the slower one may write the older list here, and Windows puts
  // nothing in the place of what somebody reads.
  await writeFile(temporary, content)
    .then(() => rename(temporary, lastPathOf(folder)))
    .catch(() => unlink(temporary).catch(() => {}));
  for (const old of present) if (old <= number - KEPT) await unlink(pathOf(folder, old)).catch(() => {});
  for (const old of await numbers(segments))
    if (old <= number - COPIES) await unlink(copyPathOf(folder, old)).catch(() => {});
  return true;
}

/** The highest number that a manifest or its copy has: two directory listings. */
export async function newestNumber(folder: string): Promise<number> {
  const [own, copies] = await Promise.all([numbers(folder), numbers(segmentsFolder(folder))]);
  return Math.max(own.at(-1) ?? 0, copies.at(-1) ?? 0);
}

async function numbers(folder: string): Promise<number[]> {
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    // A file in the segments' place is reported when something is to be written there.
    if (error.code === 'ENOENT' || (error.code === 'ENOTDIR' && basename(folder) === SEGMENTS)) return [];
    throw new LibraryError(
      `The library in ${folder} can't be read: ${reasonIn(error)}. Check the folder, or name another one by --library-path.`,
      {
        cause: error,
      },
    );
  });
  return names
    .flatMap((entry) => FILE.exec(entry)?.[1] ?? [])
    .map(Number)
    .sort((a, b) => a - b);
}
