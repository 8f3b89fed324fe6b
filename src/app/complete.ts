import type { AudioSource, Context, Enricher, Resolver } from '../domain/ports.js';
import type { Entry, TrackEntry } from '../domain/tracklist.js';
import { complete as fillIn } from './assembly/plays.js';
import type { Outcome } from './ledger.js';

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
      for (const [i, entry] of current.entries()) {
        if (entry.kind === 'track') current[i] = await resolved(entry, resolver, context);
        context.emit({ type: 'count', stage: 'complete', done: i + 1, total: current.length, label: resolver.name });
      }
    });
  }
  for (const enricher of enrichers) {
    await attempt(async () => {
      current = await enricher.enrich(current, source, context);
    });
  }
  return { result: { entries: current }, failure };
}

async function resolved(entry: TrackEntry, resolver: Resolver, context: Context): Promise<TrackEntry> {
  const resolution = await resolver.resolve(entry.track, context);
  if (!resolution) return entry;
  return {
    ...entry,
    track: fillIn(entry.track, { title: entry.track.title, artists: [], ...resolution.track }),
    confidence: Number((entry.confidence * (1 - CONTRADICTION * (1 - resolution.agreement))).toFixed(3)),
  };
}
