import { ProviderError } from '../domain/errors.js';
import type { Context } from '../domain/ports/context.js';
import type { Resolution, Resolver } from '../domain/ports/resolve.js';
import type { Track } from '../domain/track.js';
import type { Entry, TrackEntry } from '../domain/tracklist.js';
import { type Answer, checkedBy, merged, withFacts } from './assembly/agreement.js';
import type { Outcome } from './ledger.js';
import { Patience } from './patience.js';

/**
 * Lets every resolver look up what is named, each at its own pace and beside the others; what they tell is put together by
 * agreement. What they can't complete stays as it was heard.
 */
export async function resolveEntries(
  entries: readonly Entry[],
  resolvers: readonly Resolver[],
  context: Context,
): Promise<Outcome<Entry[]>> {
  const rounds = resolvers.map((resolver) => new Round(resolver, entries.length));
  const progress = { done: 0, total: entries.length * rounds.length };
  const failures = await Promise.all(
    rounds.map((round) => {
      const needed = rounds.filter((other) => other !== round && round.resolver.after?.includes(other.resolver.name));
      return round.run(entries, needed, progress, context);
    }),
  );
  const result = entries.map((entry, at) =>
    entry.kind === 'track'
      ? merged(
          entry,
          rounds.flatMap((round) => round.told(at)),
        )
      : entry,
  );
  return { result, failure: failures.find((failure) => failure !== null) ?? null };
}

/** Whether a resolver is to be asked about it. Who was, in an earlier run of this document, isn't: its say must not count twice. */
export function isLeftFor(resolver: string, entry: Entry): entry is TrackEntry {
  return entry.kind === 'track' && checkedBy(entry)[resolver] === undefined;
}

/** One resolver's way through all entries. */
class Round {
  readonly resolver: Resolver;
  /** What it has told of each entry; settled when it has come to it, or never will. */
  readonly #settled: Array<Promise<void>>;
  readonly #settle: Array<() => void> = [];
  readonly #resolutions: Array<Resolution | null> = [];

  constructor(resolver: Resolver, count: number) {
    this.resolver = resolver;
    this.#settled = Array.from(
      { length: count },
      (_, at) =>
        new Promise((settle) => {
          this.#settle[at] = settle;
        }),
    );
  }

  told(at: number): Answer[] {
    const resolution = this.#resolutions[at];
    return resolution ? [{ resolver: this.resolver.name, ...resolution }] : [];
  }

  /** Resolves to what kept it from some of them; null when nothing did. */
  async run(
    entries: readonly Entry[],
    needed: readonly Round[],
    progress: { done: number; total: number },
    context: Context,
  ): Promise<unknown> {
    const { name } = this.resolver;
    const patience = new Patience();
    let failure: unknown = null;
    try {
      for (const [at, entry] of entries.entries()) {
        context.signal.throwIfAborted();
        await Promise.all(needed.map((round) => round.#settled[at]));
        if (isLeftFor(name, entry)) {
          const facts = needed.flatMap((round) => round.told(at));
          this.#resolutions[at] = await this.#ask(withFacts(entry.track, facts), entry.start, patience, context);
        }
        this.#settle[at]!();
        progress.done++;
        context.emit({ type: 'count', stage: 'complete', ...progress, label: name });
      }
    } catch (error) {
      failure = error;
    } finally {
      for (const settle of this.#settle) settle();
    }
    if (patience.failure) context.emit({ type: 'warning', message: `${patience.failure.message} ${restOf(patience)}` });
    return patience.failure ?? failure;
  }

  async #ask(track: Track, mixTime: number, patience: Patience, context: Context): Promise<Resolution | null> {
    const emit: Context['emit'] = (event) => context.emit(event.type === 'call' ? { ...event, mixTime } : event);
    const here = { ...context, emit };
    if (patience.over) return this.#recall(track, patience, here);
    try {
      const resolution = await this.resolver.resolve(track, here);
      patience.answered();
      return resolution;
    } catch (error) {
      if (!(error instanceof ProviderError)) throw error;
      patience.failed(error);
      return this.#recall(track, patience, here);
    }
  }

  /** A service that is down doesn't hide what it has answered before. */
  async #recall(track: Track, patience: Patience, context: Context): Promise<Resolution | null> {
    if (patience.forgotten || !this.resolver.recall) return null;
    const kept = await this.resolver.recall(track, context);
    patience.recalled(kept !== null);
    return kept;
  }
}

const restOf = (patience: Patience): string =>
  patience.over ? 'Tracks are left as they were heard from there on.' : 'Some tracks are left as they were heard.';
