import type { Emit, TracklistifyEvent } from '../domain/events.js';
import type { Context } from '../domain/ports/context.js';
import type { ModelUsage, ProviderStats, Stats } from '../domain/tracklist.js';

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
  private readonly providers: Record<string, ProviderStats> = {};
  private readonly startedAt: number;
  private readonly now: () => number;

  constructor(outer: Context, now: () => number, listener: Emit = () => {}) {
    this.now = now;
    this.startedAt = now();
    this.context = {
      signal: outer.signal,
      emit: (event) => {
        this.note(event);
        listener(event);
        outer.emit(event);
      },
    };
  }

  /** A stage that stops early ends the run in order, with all that it had found: nothing is lost. */
  async guard<T>(stage: Promise<Outcome<T>>): Promise<T> {
    const { result, failure } = await stage;
    this.failure ??= failure;
    return result;
  }

  stats(): Stats {
    return { elapsed: Math.round(this.now() - this.startedAt) / 1000, providers: this.providers };
  }

  private note(event: TracklistifyEvent): void {
    if (event.type === 'warning') this.warnings.push(event.message);
    if (event.type !== 'call' && event.type !== 'spared' && event.type !== 'usage') return;
    this.providers[event.provider] ??= { calls: 0, cacheHits: 0, saved: 0, errors: 0 };
    const stats = this.providers[event.provider]!;
    if (event.type === 'usage') stats.usage = added(stats.usage, event);
    else if (event.type === 'spared') stats.saved += event.calls;
    else if (event.outcome === 'cached') stats.cacheHits++;
    else {
      stats.calls++;
      if (event.outcome === 'error') stats.errors++;
    }
  }
}

/** One request without a price makes the sum unknown. */
function added(before: ModelUsage | undefined, event: Extract<TracklistifyEvent, { type: 'usage' }>): ModelUsage {
  const known = before === undefined || before.cost !== undefined;
  const cost = known && event.cost !== null ? (before?.cost ?? 0) + event.cost : undefined;
  return {
    inputTokens: (before?.inputTokens ?? 0) + event.inputTokens,
    outputTokens: (before?.outputTokens ?? 0) + event.outputTokens,
    ...(cost === undefined ? {} : { cost: Number(cost.toFixed(6)) }),
  };
}
