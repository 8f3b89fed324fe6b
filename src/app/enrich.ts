import { withoutRejected } from '../domain/corrections.js';
import type { Context } from '../domain/ports/context.js';
import type { BatchDesk, Enricher, EnrichStep, HandedOver, Narrator } from '../domain/ports/enrich.js';
import type { Resolver } from '../domain/ports/resolve.js';
import type { AudioSource } from '../domain/ports/source.js';
import { addStats } from '../domain/stats.js';
import type { Entry, Stats, TrackEntry, Tracklist } from '../domain/tracklist.js';
import { complete, describeBy } from './complete.js';
import { Ledger } from './ledger.js';
import { isLeftFor } from './resolving.js';

export interface EnrichRun {
  tracklist: Tracklist;
  /** The mix, for those that listen; null where it can't be had. */
  source: AudioSource | null;
  resolvers: readonly Resolver[];
  enrichers: readonly Enricher[];
  /** For the set as a whole; none where that isn't wanted. */
  narrators?: readonly Narrator[];
  tool: { name: string; version: string };
  /** Epoch milliseconds. */
  now: () => number;
}

export interface EnrichedTracklist {
  tracklist: Tracklist;
  /** Of this run alone; the document's are of all runs together. */
  stats: Stats;
  /** What ended the run early; everything had by then is in the tracklist. */
  failure: unknown;
}

/** Runs resolvers and enrichers over a saved tracklist. */
export async function enrich(run: EnrichRun, outer: Context): Promise<EnrichedTracklist> {
  const { tracklist } = run;
  const ledger = new Ledger(outer, run.now);
  const { context } = ledger;
  context.emit({ type: 'source', source: tracklist.source, duration: tracklist.duration });
  context.emit({ type: 'stage', stage: 'complete' });
  const { entries } = await ledger.guard(
    complete(tracklist.entries, run.resolvers, run.enrichers, run.source, context),
  );
  const story = await ledger.guard(describeBy(run.narrators ?? [], entries, context));
  const stats = ledger.stats();
  const enriched: Tracklist = {
    ...tracklist,
    tool: run.tool,
    // Two who complete names may agree on one that was rejected.
    entries: withoutRejected(entries, tracklist.corrections ?? []),
    ...(story ? { story } : {}),
    // The time that it took to identify, and what it has cost in all runs together.
    stats: addStats(tracklist.stats, { ...stats, elapsed: 0 }),
  };
  context.emit({ type: 'tracklist', tracklist: enriched });
  return { tracklist: enriched, stats, failure: ledger.failure };
}

/** Collects and hands over what is judged by batch; tells what has been paid for in this run. */
export async function exchangeBatch(
  desk: BatchDesk,
  lists: ReadonlyArray<readonly Entry[]>,
  outer: Context,
  now: () => number,
): Promise<{ states: HandedOver[]; failure: unknown; stats: Stats }> {
  const ledger = new Ledger(outer, now);
  return { ...(await desk.exchange(lists, ledger.context)), stats: ledger.stats() };
}

/** What enriching would cost. Asks nobody. */
export async function planEnrich(run: {
  entries: readonly Entry[];
  enrichers: readonly Enricher[];
  narrators: readonly Narrator[];
  listen: boolean;
}): Promise<EnrichStep[]> {
  const steps = await Promise.all([
    ...run.enrichers.map((enricher) => enricher.plan(run.entries, run)),
    ...run.narrators.map((narrator) => narrator.plan(run.entries)),
  ]);
  return steps.flat();
}

/** Names that a service would be sent, when what it has answered before is left aside. */
export interface LookUps {
  name: string;
  tracks: number;
}

/** Which services would be asked to complete how many tracks. Asks nobody. */
export function planLookUps(entries: readonly Entry[], resolvers: readonly Pick<Resolver, 'name'>[]): LookUps[] {
  return resolvers.map(({ name }) => ({ name, tracks: entries.filter((entry) => isLeftFor(name, entry)).length }));
}

/** Seconds for which a track is played, more or less, when nothing is known of a mix but its length. */
const USUAL_PLAY = 210;

/** Entries as a mix of this length may have them: for an estimate before it is identified. */
export function likelyEntries(duration: number): Entry[] {
  const count = Math.max(1, Math.round(duration / USUAL_PLAY));
  return Array.from({ length: count }, (_, i): Entry => {
    const times = { start: (i * duration) / count, end: ((i + 1) * duration) / count };
    const none = { evidence: [], alternatives: [], transition: null } satisfies Partial<TrackEntry>;
    // One in five is known to nobody.
    if (i % 5 === 4) {
      return { kind: 'unknown', ...times, track: null, confidence: null, speed: null, ...none, evidence: [] };
    }
    const track = {
      artists: ['An Artist of Usual Name'],
      title: `A Title of Usual Length ${i}`,
      version: 'Extended Mix',
    };
    return { kind: 'track', ...times, track, confidence: 0.9, speed: 1.01, ...none };
  });
}
