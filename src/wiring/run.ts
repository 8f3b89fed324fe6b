import type { Emit, TracklistifyEvent } from '../domain/events.js';
import type { Run, Watching } from '../tracklistify.js';

/** Events that a slow reader is behind: the oldest that only tell how far the work is are dropped beyond these. */
const MOST_WAITING = 10_000;
const PROGRESS: ReadonlySet<string> = new Set(['position', 'count', 'fetched']);

/** One reader's events, as they come. */
class Reading implements AsyncIterator<TracklistifyEvent> {
  readonly #waiting: TracklistifyEvent[] = [];
  /** How the work has ended. */
  #end: Promise<unknown> | null = null;
  #wake: (() => void) | null = null;

  push(event: TracklistifyEvent): void {
    if (this.#end) return;
    if (this.#waiting.length >= MOST_WAITING) {
      const at = this.#waiting.findIndex(({ type }) => PROGRESS.has(type));
      this.#waiting.splice(Math.max(0, at), 1);
    }
    this.#waiting.push(event);
    this.#wake?.();
  }

  end(how: Promise<unknown>): void {
    this.#end ??= how;
    this.#wake?.();
  }

  async next(): Promise<IteratorResult<TracklistifyEvent>> {
    for (;;) {
      const value = this.#waiting.shift();
      if (value) return { done: false, value };
      if (this.#end) {
        await this.#end;
        return { done: true, value: undefined };
      }
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  async return(): Promise<IteratorResult<TracklistifyEvent>> {
    this.#waiting.length = 0;
    this.#end = Promise.resolve();
    return { done: true, value: undefined };
  }
}

/**
 * Begins some work once the caller has had the chance to ask for its events. They end with the work: a failure is thrown after the
 * last one, and wherever the result is awaited. So is what the caller's own callback throws, which ends the work.
 */
export function begin<T>({ onEvent }: Watching, work: (emit: Emit, signal: AbortSignal) => Promise<T>): Run<T> {
  const readings = new Set<Reading>();
  const leaving = new AbortController();
  let thrown: { error: unknown } | null = null;
  const emit: Emit = (event) => {
    for (const reading of readings) reading.push(event);
    if (thrown) return;
    try {
      onEvent?.(event);
    } catch (error) {
      // Nothing that is under way is to take it for a failure of its own.
      thrown = { error };
      leaving.abort(error);
    }
  };
  let over = false;
  const end = (): void => {
    over = true;
    for (const reading of readings) reading.end(result);
  };
  const result: Promise<T> = Promise.resolve()
    .then(() => work(emit, leaving.signal))
    .finally(() => {
      if (thrown) throw thrown.error;
    })
    .finally(end);
  return Object.assign(result, {
    [Symbol.asyncIterator]() {
      const reading = new Reading();
      readings.add(reading);
      if (over) reading.end(result);
      // Its reader is told of a failure, so it isn't one that nobody looks at.
      result.catch(() => {});
      return reading;
    },
  });
}
