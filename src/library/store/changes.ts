import { readdir, readFile } from 'node:fs/promises';
import * as z from 'zod';
import { writeSynced } from '../../files/place.js';
import { seal, unseal } from '../../files/sealed.js';
import { changesPath, copyOf, segmentsFolder } from './paths.js';
import { recordSchema, type TrackRecord } from './records.js';

/** What has changed in segments since they were written: they themselves never do. Merging takes these in. */
export interface Changes {
  /** Tracks taken out, by segment: their places in it. */
  removed: ReadonlyMap<string, ReadonlySet<number>>;
  /** Records that replace the segment's own, by track id: files that moved, new tags. */
  records: ReadonlyMap<string, TrackRecord>;
}

export const NO_CHANGES: Changes = { removed: new Map(), records: new Map() };

const changesSchema = z.object({
  /** Its own, so that a list in another's place is seen; the first ones didn't say it. */
  name: z.string().optional(),
  /** Of the manifest that it was written for. */
  number: z.number().int().nonnegative().optional(),
  removed: z.record(z.string(), z.array(z.number().int().nonnegative())),
  records: z.array(recordSchema),
});

/** A list of changes, of which either copy will do. */
export interface ReadChanges {
  /** Null when neither can be read. */
  changes: Changes | null;
  number: number;
  /** One of the two isn't what was written. */
  damaged: boolean;
}

export async function readChanges(folder: string, name: string): Promise<ReadChanges> {
  const path = changesPath(folder, name);
  const own = await readOne(path, name);
  const copy = await readOne(copyOf(path), name);
  const read = [own, copy].find((one) => typeof one === 'object');
  // Earlier versions of the program made no copies.
  const damaged = own !== read || copy === 'damaged';
  if (!read) return { changes: null, number: 0, damaged };
  const changes = {
    removed: new Map(Object.entries(read.removed).map(([segment, tracks]) => [segment, new Set(tracks)])),
    records: new Map(read.records.map((record) => [record.id, record])),
  };
  return { changes, number: read.number ?? 0, damaged };
}

async function readOne(path: string, name: string): Promise<z.output<typeof changesSchema> | 'missing' | 'damaged'> {
  let content: string;
  try {
    content = await readFile(path, 'utf8');
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT' ? 'missing' : 'damaged';
  }
  const { data } = changesSchema.safeParse(unseal(content));
  return data && (data.name ?? name) === name ? data : 'damaged';
}

/** The newest of the lists that lie there, whether a manifest names it or not: for when none can be read. */
export async function newestChanges(folder: string): Promise<Changes> {
  const entries = await readdir(segmentsFolder(folder)).catch(() => []);
  const names = new Set(entries.flatMap((entry) => /^([0-9a-z]+)\.changes(?:\.copy)?$/.exec(entry)?.[1] ?? []));
  let newest: ReadChanges = { changes: NO_CHANGES, number: -1, damaged: false };
  for (const name of names) {
    const read = await readChanges(folder, name);
    if (read.changes && read.number > newest.number) newest = read;
  }
  return newest.changes ?? NO_CHANGES;
}

/** Writes both copies of a list that has no name yet. */
export async function writeChanges(folder: string, name: string, number: number, changes: Changes): Promise<void> {
  const written: z.input<typeof changesSchema> = {
    name,
    number,
    removed: Object.fromEntries([...changes.removed].map(([segment, tracks]) => [segment, [...tracks]])),
    records: [...changes.records.values()],
  };
  const path = changesPath(folder, name);
  for (const copy of [path, copyOf(path)]) await writeSynced(copy, seal(written));
}

export const hasChanges = ({ removed, records }: Changes): boolean => removed.size > 0 || records.size > 0;
