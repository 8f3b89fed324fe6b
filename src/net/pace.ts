import type { Clock } from '../domain/ports/clock.js';
import type { Account, Pace, Pause, Rate } from '../domain/ports/pace.js';

/** What is known of a call that has begun: for how many milliseconds it has been under way, and over. */
export interface Turn {
  started: number;
  /** Null while nobody knows that it has ended. */
  ended: number | null;
}

/**
 * A timer may fire a millisecond early and the network shifts calls against each other; the gap is kept this much longer,
 * so that a service that counts strictly never sees one call too many.
 */
const MARGIN = 1.05;
const MARGIN_MS = 5;
/** A call that nobody has seen end has surely reached the service by then, or never will: its caller may have been killed. */
export const DELIVERY_MS = 3000;
/** How often it is looked whether a call has ended, when that is what is waited for. */
const LOOK_MS = 50;

/** A service that counts its calls by the second. */
export function perSecond(calls: number, maxConcurrent: number): Rate {
  return { minGapMs: 1000 / calls, maxConcurrent, calls: Math.max(1, Math.floor(calls)) };
}

/** The same by the minute. */
export function perMinute(calls: number, maxConcurrent: number): Rate {
  return { minGapMs: 60_000 / calls, maxConcurrent, calls: Math.max(1, Math.floor(calls)) };
}

/**
 * Milliseconds until the next call may start, 0 or less for at once, by the calls that began before, the newest first. A
 * service counts when a call reaches it, which is some time between its start and its end: so many calls after one that has
 * ended, the window in which they count together must be over since that end. Between two starts there is the gap.
 */
export function waitFor(turns: readonly Turn[], rate: Rate): { wait: number; firm: boolean } {
  const { minGapMs, calls = 1 } = rate;
  if (minGapMs <= 0) return { wait: 0, firm: true };
  const [last] = turns;
  const gap = last ? Math.ceil(minGapMs * MARGIN + MARGIN_MS) - last.started : 0;
  const counted = turns[calls - 1];
  if (!counted) return { wait: gap, firm: true };
  const since = counted.ended ?? counted.started - DELIVERY_MS;
  const window = Math.ceil(minGapMs * calls + MARGIN_MS) - since;
  return { wait: Math.max(gap, window), firm: counted.ended !== null || gap >= window };
}

/** How long to sleep before looking again. */
export const nap = ({ wait, firm }: { wait: number; firm: boolean }): number => (firm ? wait : Math.min(wait, LOOK_MS));

interface OwnTurn {
  at: number;
  ended: number | null;
}

/** For a program whose runs share nothing, and where no folder can be written. */
export class OwnPace implements Pace {
  readonly #clock: Clock;
  #turns: OwnTurn[] = [];
  #pausing: Pause | null = null;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  async turn(rate: Rate, signal: AbortSignal): Promise<() => void> {
    for (;;) {
      signal.throwIfAborted();
      const now = this.#clock.now();
      const pause = (this.#pausing?.until ?? 0) - now;
      // A clock that was set back makes nobody wait for longer than a gap.
      for (const turn of this.#turns) turn.at = Math.min(turn.at, now);
      const ages = this.#turns.map(({ at, ended }) => ({
        started: now - at,
        ended: ended === null ? null : Math.max(0, now - ended),
      }));
      const next = waitFor(ages, rate);
      if (next.wait <= 0 && pause <= 0) return this.#take(rate, now);
      await this.#clock.sleep(pause > 0 ? Math.max(pause, next.wait) : nap(next), signal);
    }
  }

  async pauseUntil(pause: Pause): Promise<void> {
    if (pause.until > (this.#pausing?.until ?? 0)) this.#pausing = pause;
  }

  async pause(): Promise<Pause | null> {
    return this.#pausing && this.#pausing.until > this.#clock.now() ? this.#pausing : null;
  }

  #take(rate: Rate, now: number): () => void {
    const turn: OwnTurn = { at: now, ended: null };
    this.#turns = [turn, ...this.#turns].slice(0, rate.calls ?? 1);
    return () => {
      turn.ended ??= this.#clock.now();
    };
  }
}

export const keyOf = ({ provider, address, identity = '' }: Account): string =>
  [provider, address, identity].join('\n');
