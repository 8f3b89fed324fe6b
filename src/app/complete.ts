import { ProviderError } from '../domain/errors.js';
import type { Context } from '../domain/ports/context.js';
import type { Enricher, Narrator } from '../domain/ports/enrich.js';
import type { Resolver } from '../domain/ports/resolve.js';
import type { AudioSource } from '../domain/ports/source.js';
import type { Entry, SetStory, TrackEntry } from '../domain/tracklist.js';
import { complete as fillIn } from './assembly/plays.js';
import type { Outcome } from './ledger.js';
import { Patience } from './patience.js';

/** A resolver that contradicts a track takes this much of its confidence. */
const CONTRADICTION = 0.5;

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
  for (const resolver of resolvers) {
    await attempt(async () => {
      const patience = new Patience();
      try {
        await resolveAll(current, resolver, patience, context);
      } finally {
        failure ??= patience.failure;
      }
    });
  }
  for (const enricher of enrichers) {
    await attempt(async () => {
      const enriched = await enricher.enrich(current, source, context);
      current = enriched.entries;
      failure ??= enriched.failure;
    });
  }
  return { result: { entries: current }, failure };
}

/** Entry by entry, in place. What it can't complete stays as it was heard. */
async function resolveAll(entries: Entry[], resolver: Resolver, patience: Patience, context: Context): Promise<void> {
  for (const [i, entry] of entries.entries()) {
    if (patience.over) break;
    context.signal.throwIfAborted();
    if (entry.kind === 'track') {
      try {
        entries[i] = await resolved(entry, resolver, context);
        patience.answered();
      } catch (error) {
        if (!(error instanceof ProviderError)) throw error;
        patience.failed(error);
      }
    }
    context.emit({ type: 'count', stage: 'complete', done: i + 1, total: entries.length, label: resolver.name });
  }
  if (!patience.failure) return;
  const rest = patience.over
    ? 'Tracks are left as they were heard from there on.'
    : 'Some tracks are left as they were heard.';
  context.emit({ type: 'warning', message: `${patience.failure.message} ${rest}` });
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

async function resolved(entry: TrackEntry, resolver: Resolver, context: Context): Promise<TrackEntry> {
  // Asked about in an earlier run of this document: its say must not count twice.
  const checked = checkedBy(entry);
  if (checked[resolver.name] !== undefined) return entry;
  const resolution = await resolver.resolve(entry.track, context);
  if (!resolution) return entry;
  return {
    ...entry,
    track: fillIn(entry.track, { title: entry.track.title, artists: [], ...resolution.track }),
    confidence: Number((entry.confidence * (1 - CONTRADICTION * (1 - resolution.agreement))).toFixed(3)),
    enrichment: { ...entry.enrichment, checked: { ...checked, [resolver.name]: resolution.agreement } },
  };
}

function checkedBy(entry: TrackEntry): Record<string, unknown> {
  const checked = entry.enrichment?.['checked'];
  return typeof checked === 'object' && checked !== null ? (checked as Record<string, unknown>) : {};
}
