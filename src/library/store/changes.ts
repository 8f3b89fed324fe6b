import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { Damage } from './damage.js';
import { recordSchema, type TrackRecord } from './records.js';
import { unseal } from './sealed.js';

/** What has changed in segments since they were written: they themselves never do. Merging takes these in. */
export interface Changes {
  /** Tracks taken out, by segment: their places in it. */
  removed: ReadonlyMap<string, ReadonlySet<number>>;
  /** Records that replace the segment's own, by track id: files that moved, new tags. */
  records: ReadonlyMap<string, TrackRecord>;
}

export const NO_CHANGES: Changes = { removed: new Map(), records: new Map() };

const changesSchema = z.object({
  removed: z.record(z.string(), z.array(z.number().int().nonnegative())),
  records: z.array(recordSchema),
});

export async function readChanges(path: string): Promise<Changes> {
  const parsed = changesSchema.safeParse(unseal(await readFile(path, 'utf8')));
  if (!parsed.success) throw new Damage('the list of changes is damaged');
  const { removed, records } = parsed.data;
  return {
    removed: new Map(Object.entries(removed).map(([segment, tracks]) => [segment, new Set(tracks)])),
    records: new Map(records.map((record) => [record.id, record])),
  };
}

export function changesToJson(changes: Changes): z.input<typeof changesSchema> {
  return {
    removed: Object.fromEntries([...changes.removed].map(([segment, tracks]) => [segment, [...tracks]])),
    records: [...changes.records.values()],
  };
}

export const hasChanges = ({ removed, records }: Changes): boolean => removed.size > 0 || records.size > 0;
