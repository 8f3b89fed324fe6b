import * as z from 'zod';
import type { Keeping } from './provider.js';

/** Nothing is kept under a key, and nobody may be asked. */
export class NotKept extends Error {}

/**
 * What was answered before, or the answer to be kept from now on. Null, which is kept too, stands for "there is none"; of an
 * empty list the same is true. Anybody may have changed a file of the cache: what doesn't fit the schema is asked for again.
 */
export async function keptOr<T>(
  keeping: Keeping | null,
  key: string,
  schema: z.ZodType<T>,
  ask: (() => Promise<T | null>) | null,
): Promise<{ found: T | null; kept: boolean }> {
  if (keeping && !(keeping.refresh && ask)) {
    const kept = z.object({ found: schema.nullable() }).safeParse(await keeping.cache.get(key));
    if (kept.success) return { found: kept.data.found as T | null, kept: true };
  }
  if (!ask) throw new NotKept(key);
  const found = await ask();
  const isNone = found === null || (Array.isArray(found) && found.length === 0);
  await keeping?.cache.set(key, { found }, isNone ? keeping.noMatchSeconds : keeping.matchSeconds);
  return { found, kept: false };
}
