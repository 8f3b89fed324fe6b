import { ProviderError } from '../domain/errors.js';
import type { Emit, TracklistifyEvent } from '../domain/events.js';
import type { Context } from '../domain/ports/context.js';
import { addStats, NO_STATS } from '../domain/stats.js';
import type { ProviderStats, Stats } from '../domain/tracklist.js';

/** What a stage gives back: its result as far as it came, and what stopped it, if anything did. */
export interface Outcome<T> {
  result: T;
  failure: unknown;
}

/** Keeps the books of one run: warnings, calls, time, and the first thing that ended it early. */
export class Ledger {
  readonly warnings: string[] = [];
  readonly context: Context;
  failure: unknown = null;
  #sum = NO_STATS;
  readonly #startedAt: number;
  readonly #now: () => number;

  constructor(outer: Context, now: () => number, listener: Emit = () => {}) {
    this.#now = now;
    this.#startedAt = now();
    this.context = {
      signal: outer.signal,
      emit: (event) => {
        this.#note(event);
        listener(event);
        outer.emit(event);
      },
    };
  }

  /** A stage that stops early ends the run in order, with all that it had found: nothing is lost. */
  async guard<T>(stage: Promise<Outcome<T>>): Promise<T> {
    const { result, failure } = await stage;
    this.failure ??= failure;
    // The run ends with saying it; the document has to say by itself why it isn't complete.
    if (failure instanceof ProviderError && !this.warnings.includes(failure.message)) {
      this.warnings.push(failure.message);
    }
    return result;
  }

  stats(): Stats {
    return { ...this.#sum, elapsed: Math.round(this.#now() - this.#startedAt) / 1000 };
  }

  #note(event: TracklistifyEvent): void {
    if (event.type === 'warning') this.warnings.push(event.message);
    if (event.type !== 'call' && event.type !== 'spared' && event.type !== 'usage') return;
    this.#sum = addStats(this.#sum, { elapsed: 0, providers: { [event.provider]: figuresOf(event) } });
  }
}

type Counting = Extract<TracklistifyEvent, { type: 'call' | 'spared' | 'usage' }>;

function figuresOf(event: Counting): ProviderStats {
  const none = { calls: 0, cacheHits: 0, saved: 0, errors: 0 };
  if (event.type === 'spared') return { ...none, saved: event.calls };
  if (event.type === 'usage') {
    const { inputTokens, outputTokens, thoughtTokens, cost } = event;
    const thoughts = thoughtTokens === undefined ? {} : { thoughtTokens };
    return { ...none, usage: { inputTokens, outputTokens, ...thoughts, ...(cost !== null && { cost }) } };
  }
  if (event.outcome === 'cached') return { ...none, cacheHits: 1 };
  return { ...none, calls: 1, errors: event.outcome === 'error' ? 1 : 0 };
}
