import type { Context } from '../domain/ports/context.js';
import type { Enricher, Narrator } from '../domain/ports/enrich.js';
import type { Resolver } from '../domain/ports/resolve.js';
import type { AudioSource } from '../domain/ports/source.js';
import type { Entry, SetStory } from '../domain/tracklist.js';
import type { Outcome } from './ledger.js';
import { resolveEntries } from './resolving.js';

/** Lets resolvers fill in and check what is named, then enrichers judge it. A failing one is left out; the entries stay. */
export async function complete(
  entries: readonly Entry[],
  resolvers: readonly Resolver[],
  enrichers: readonly Enricher[],
  source: AudioSource | null,
  context: Context,
): Promise<Outcome<{ entries: Entry[] }>> {
  let current = [...entries];
  let failure: unknown = null;
  const attempt = async (work: () => Promise<void>): Promise<void> => {
    try {
      context.signal.throwIfAborted();
      await work();
    } catch (error) {
      failure ??= error;
    }
  };
  await attempt(async () => {
    const resolved = await resolveEntries(current, resolvers, context);
    current = resolved.result;
    failure ??= resolved.failure;
  });
  for (const enricher of enrichers) {
    await attempt(async () => {
      const enriched = await enricher.enrich(current, source, context);
      current = enriched.entries;
      failure ??= enriched.failure;
    });
  }
  return { result: { entries: current }, failure };
}

/** What the set as a whole is like, by the first that can say. */
export async function describeBy(
  narrators: readonly Narrator[],
  entries: readonly Entry[],
  context: Context,
): Promise<Outcome<SetStory | null>> {
  for (const narrator of narrators) {
    try {
      context.signal.throwIfAborted();
      const story = await narrator.describe(entries, context);
      if (story) return { result: story, failure: null };
    } catch (failure) {
      return { result: null, failure };
    }
  }
  return { result: null, failure: null };
}
