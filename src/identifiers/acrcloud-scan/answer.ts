import * as z from 'zod';
import { jsonOrUndefined } from '../../domain/text.js';
import { id, many, number, text } from '../../net/lenient.js';
import { custom, music } from '../acrcloud/answer.js';

/** A day of sound in windows of ten seconds. */
const MOST_ITEMS = 10_000;
const LONGEST_TEXT = 100_000;

/** What was found in one stretch of the file: an object, that object as text, a list, or lists by their kind. */
function found(value: unknown, depth = 0): unknown[] {
  if (depth > 4 || value === null || value === undefined) return [];
  if (typeof value === 'string') return value.length > LONGEST_TEXT ? [] : found(jsonOrUndefined(value), depth + 1);
  if (Array.isArray(value)) return value.slice(0, 100).flatMap((one) => found(one, depth + 1));
  if (typeof value !== 'object') return [];
  const lists = ['music', 'custom_files'].map((kind) => (value as Record<string, unknown>)[kind]).filter(Array.isArray);
  return lists.length > 0 ? found(lists, depth + 1) : [value];
}

const itemsOf = <T extends z.ZodType>(item: T) =>
  many(
    z
      .object({ offset: number, played_duration: number, result: z.unknown() })
      .transform(({ offset, played_duration, result }) => ({
        offset: offset ?? 0,
        played: played_duration,
        music: found(result).flatMap((one) => {
          const parsed = item.safeParse(one);
          return parsed.success ? [parsed.data as z.infer<T>] : [];
        }),
      })),
    MOST_ITEMS,
  );

export const resultsSchema = z.object({
  music: itemsOf(music),
  cover_songs: itemsOf(music),
  custom_files: itemsOf(custom),
});

/** A file of a container. */
export const fileSchema = z.object({
  id: id.pipe(z.string()),
  name: text,
  state: number.pipe(z.number().int()),
  /** Absent where they weren't asked for, and where there are none. */
  results: resultsSchema.nullish().catch(undefined),
});

const files = many(fileSchema);

/** One file comes as itself or as a list; those that make no sense aren't ours. */
export const filesSchema = z
  .unknown()
  .refine((value) => typeof value === 'object' && value !== null)
  .transform((value) => files.parse(value));

export type ScannedFile = z.infer<typeof fileSchema>;
export type Results = z.infer<typeof resultsSchema>;
