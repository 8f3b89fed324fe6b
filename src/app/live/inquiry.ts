import type { CallBudget } from '../../domain/call-budget.js';
import { AuthenticationError, ProviderError, QuotaError, RateLimitError } from '../../domain/errors.js';
import { CallsUsedUp } from '../../domain/limit-reached.js';
import type { Match } from '../../domain/match.js';
import type { Clock } from '../../domain/ports/clock.js';
import type { Context } from '../../domain/ports/context.js';
import type { Sample, SampleIdentifier } from '../../domain/ports/identify.js';
import type { Spool } from '../../domain/ports/live.js';
import { type Span, spanOf } from '../../domain/span.js';
import { reasonIn } from '../../domain/system-words.js';
import { resample } from '../../sound/resample.js';
import { counted } from '../counted.js';
import { mostCalls } from '../probing/budget.js';
import { Prober } from '../probing/prober.js';

/** Answers older than this many seconds say nothing about where to ask next. */
const LOOK_BACK = 20 * 60;
/** Seconds that the cheaper ones get to name a new track before the next dearer one is asked. */
const HEAD_START = 30;
/** What is this sure already needn't be asked again. */
const SURE = 0.9;
/** A service that fails is left alone for this long, doubled with every further failure, up to the last of these. */
const FIRST_REST_MS = 15_000;
const LONGEST_REST_MS = 10 * 60_000;
/** A broadcast has no end to plan for. */
const NEVER = 1e9;

/** Asks one service about a broadcast, a little behind its edge, out of the spool: one question at a time. */
export class LiveInquiry {
  readonly matches: Match[] = [];
  /** What ended its part for good. */
  failure: ProviderError | null = null;
  readonly #identifier: SampleIdentifier;
  readonly #spool: Spool;
  readonly #budget: CallBudget;
  readonly #clock: Clock;
  readonly #context: Context;
  readonly #delay: number;
  readonly #start: number;
  #told: Array<{ time: number; matches: readonly Match[] }> = [];
  /** Stretches that the spool doesn't have any more. */
  #lost: Span[] = [];
  #asked = 0;
  #failuresInARow = 0;
  #restUntil = 0;
  #underWay: Promise<void> | null = null;

  /** `rank` counts the cheaper identifiers before it. */
  constructor(
    identifier: SampleIdentifier,
    {
      rank,
      start,
      spool,
      budget,
      clock,
    }: { rank: number; start: number; spool: Spool; budget: CallBudget; clock: Clock },
    context: Context,
  ) {
    this.#identifier = identifier;
    this.#spool = spool;
    this.#budget = budget;
    this.#clock = clock;
    this.#context = context;
    this.#start = start;
    this.#delay = HEAD_START * (rank + 1);
  }

  /** Begins a question if one is worth it now. `settled` is what needn't be asked about, by the cheaper ones' word. */
  consider(edge: number, settled: readonly Span[]): void {
    if (this.#underWay || this.#clock.now() < this.#restUntil) return;
    const time = this.#next(edge - this.#delay, settled);
    if (time === null) return;
    this.#underWay = this.#question(time).finally(() => {
      this.#underWay = null;
    });
  }

  /** The broadcast is over: waits for the answer that is due, and asks what is left to ask. */
  async conclude(edge: number, settled: () => readonly Span[]): Promise<void> {
    await this.#underWay;
    for (;;) {
      if (this.#clock.now() < this.#restUntil) return;
      const time = this.#next(edge, settled(), true);
      if (time === null) return;
      await this.#question(time);
    }
  }

  /** Stretches that needn't be asked about by the next one. */
  settles(): Span[] {
    return this.matches.filter((m) => m.score >= SURE).map(spanOf);
  }

  /** The beginning of the next sample, all of it before `edge`; null when there is nothing to ask now. */
  #next(edge: number, settled: readonly Span[], over = false): number | null {
    const sample = this.#identifier.seconds;
    const start = Math.max(this.#start, edge - LOOK_BACK);
    if (this.failure || this.#budget.left < 1 || this.#context.signal.aborted) return null;
    const most = mostCalls({ start: this.#start, end: edge, settled: [], sample });
    if (edge <= start || this.#asked >= most) return null;
    this.#told = this.#told.filter(({ time }) => time >= start);
    this.#lost = this.#lost.filter(({ end }) => end >= start);
    const known = [...settled, ...this.#lost].filter(({ end }) => end > start).sort((a, b) => a.start - b.start);
    if (over) return this.#prober({ start, end: edge, settled: known, sample }).next();
    // Forwards as if the broadcast never ended; then into what lies unexplained behind the last question.
    const onward = this.#prober({ start, end: NEVER, settled: known, sample }).next();
    if (onward !== null && onward + sample <= edge) return onward;
    const last = this.#told.at(-1);
    if (!last) return null;
    return this.#prober({ start, end: last.time + sample, settled: known, sample }).next();
  }

  #prober(ground: ConstructorParameters<typeof Prober>[0]): Prober {
    const prober = new Prober(ground);
    for (const { time, matches } of this.#told) prober.told(time, matches);
    return prober;
  }

  async #question(time: number): Promise<void> {
    const { rate, seconds, name } = this.#identifier;
    const counting = counted(this.#budget, this.#context);
    try {
      const sound = await this.#spool.read(time, time + seconds);
      if (!sound) {
        this.#lost.push({ start: time, end: time + seconds });
        return;
      }
      const pcm = resample(sound, this.#spool.rate, rate, 'sinc');
      const sample: Sample = { mixTime: time, duration: pcm.length / rate, rate, pcm };
      this.#asked++;
      const matches = await this.#identifier.identify(sample, counting.context);
      this.#failuresInARow = 0;
      this.matches.push(...matches);
      this.#tell(time, matches);
    } catch (error) {
      if (this.#context.signal.aborted || error instanceof CallsUsedUp) return;
      if (!(error instanceof ProviderError)) {
        this.failure = new ProviderError(name, `${name} can't be asked any more: ${reasonIn(error)}`, {
          cause: error,
        });
        this.#warn(this.failure.message);
      } else this.#fail(error);
    } finally {
      counting.over();
    }
  }

  #tell(time: number, matches: readonly Match[]): void {
    this.#told.push({ time, matches });
    this.#told.sort((a, b) => a.time - b.time);
  }

  /** A broadcast goes on for hours, and most failures pass: the service rests, and is asked again. */
  #fail(error: ProviderError): void {
    if (error instanceof AuthenticationError || error instanceof QuotaError) {
      this.failure = error;
      this.#warn(error.message);
      return;
    }
    const rest = Math.min(LONGEST_REST_MS, FIRST_REST_MS * 2 ** this.#failuresInARow);
    const told = error instanceof RateLimitError ? (error.retryAt ?? 0) : 0;
    this.#restUntil = Math.max(this.#clock.now() + rest, told);
    if (this.#failuresInARow++ === 0) this.#warn(error.message);
  }

  #warn(message: string): void {
    this.#context.emit({ type: 'warning', message });
  }
}
