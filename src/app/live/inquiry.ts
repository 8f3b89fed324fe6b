import type { CallBudget } from '../../domain/call-budget.js';
import { isFinal, ProviderError, RateLimitError } from '../../domain/errors.js';
import { CallsUsedUp } from '../../domain/limit-reached.js';
import type { Match } from '../../domain/match.js';
import type { Clock } from '../../domain/ports/clock.js';
import type { Context } from '../../domain/ports/context.js';
import type { Sample, SampleIdentifier } from '../../domain/ports/identify.js';
import type { Spool } from '../../domain/ports/live.js';
import { type Span, spanOf } from '../../domain/span.js';
import { reasonIn } from '../../domain/system-words.js';
import { resample } from '../../sound/resample.js';
import { mostCalls } from '../probing/budget.js';
import { type Ground, Prober } from '../probing/prober.js';
import { Questions } from '../probing/question.js';

/** Answers older than this many seconds say nothing about where to ask next. */
const LOOK_BACK = 20 * 60;
/** Seconds that the cheaper ones get to name a new track before the next dearer one is asked. */
const HEAD_START = 30;
/** What is known at least this surely isn't asked about again. */
const SURE = 0.9;
/** A service that fails is left alone for this long, doubled with every further failure, up to the last of these. */
const FIRST_REST_MS = 15_000;
const LONGEST_REST_MS = 10 * 60_000;
/** A broadcast has no end to plan for. */
const NEVER = 1e9;

export interface LiveInquiryOptions {
  /** Counts the cheaper identifiers before it. */
  rank: number;
  start: number;
  spool: Spool;
  budget: CallBudget;
  clock: Clock;
  /** What the others have named by now. */
  known(): readonly Match[];
}

/** What is asked next: where a sample begins, and the stretch without a name around it where that is asked about at other speeds. */
interface Place {
  time: number;
  stretch?: Span;
}

/** The spool doesn't have it any more. */
class Gone extends Error {}

/** Asks one service about a broadcast, a little behind its edge, out of the spool: one question at a time. */
export class LiveInquiry {
  /** What ended its part for good. */
  failure: ProviderError | null = null;
  readonly #identifier: SampleIdentifier;
  readonly #spool: Spool;
  readonly #budget: CallBudget;
  readonly #clock: Clock;
  readonly #context: Context;
  readonly #delay: number;
  readonly #start: number;
  readonly #questions: Questions;
  #told: Array<{ time: number; matches: readonly Match[] }> = [];
  /** Stretches that the spool doesn't have any more. */
  #lost: Span[] = [];
  /** Where other speeds than that of the mix were tried. */
  #tried: number[] = [];
  /** How far the broadcast has come. */
  #edge = 0;
  #failuresInARow = 0;
  #restUntil = 0;
  #underWay: Promise<void> | null = null;

  constructor(
    identifier: SampleIdentifier,
    { rank, start, spool, budget, clock, known }: LiveInquiryOptions,
    context: Context,
  ) {
    this.#identifier = identifier;
    this.#spool = spool;
    this.#budget = budget;
    this.#clock = clock;
    this.#context = context;
    this.#start = start;
    this.#delay = HEAD_START * (rank + 1);
    this.#questions = new Questions({
      identifier,
      budget,
      context,
      take: (time) => this.#take(time),
      known,
      mayGoOn: () => this.#mayAsk() && this.#clock.now() >= this.#restUntil,
      answered: () => {
        this.#failuresInARow = 0;
      },
      failed: (error) => this.#fail(error),
      forgetsAfter: LOOK_BACK,
    });
  }

  get matches(): readonly Match[] {
    return this.#questions.matches;
  }

  /** Begins a question if one is worth it now. `settled` is what needn't be asked about, by the cheaper ones' word. */
  consider(edge: number, settled: readonly Span[]): void {
    if (this.#underWay || this.#clock.now() < this.#restUntil) return;
    const place = this.#next(edge - this.#delay, settled);
    if (place === null) return;
    this.#underWay = this.#question(place).finally(() => {
      this.#underWay = null;
    });
  }

  /** The broadcast is over: waits for the answer that is due, and asks what is left to ask. */
  async conclude(edge: number, settled: () => readonly Span[]): Promise<void> {
    await this.#underWay;
    for (;;) {
      if (this.#clock.now() < this.#restUntil) return;
      const place = this.#next(edge, settled(), true);
      if (place === null) return;
      await this.#question(place);
    }
  }

  /** Stretches that needn't be asked about by the next one. */
  settles(): Span[] {
    return this.matches.filter((m) => m.score >= SURE).map(spanOf);
  }

  /** The next question, about what lies before `edge`; null when there is nothing to ask now. */
  #next(edge: number, settled: readonly Span[], over = false): Place | null {
    this.#edge = edge;
    const sample = this.#identifier.seconds;
    const start = Math.max(this.#start, edge - LOOK_BACK);
    if (edge <= start || !this.#mayAsk()) return null;
    this.#told = this.#told.filter(({ time }) => time >= start);
    this.#lost = this.#lost.filter(({ end }) => end >= start);
    this.#tried = this.#tried.filter((time) => time >= start);
    const known = [...settled, ...this.#lost].filter(({ end }) => end > start).sort((a, b) => a.start - b.start);
    if (over) return this.#inward({ start, end: edge, settled: known, sample });
    // Forwards as if the broadcast never ended; then into what lies unexplained behind the last question.
    const onward = this.#prober({ start, end: NEVER, settled: known, sample }).next();
    if (onward !== null && onward + sample <= edge) return { time: onward };
    const last = this.#told.at(-1);
    return last ? this.#inward({ start, end: last.time + sample, settled: known, sample }) : null;
  }

  /** Where a name is likely enough; then where one may be had at another speed. */
  #inward(ground: Ground): Place | null {
    const prober = this.#prober(ground);
    const time = prober.next();
    return time === null ? prober.untried(this.#tried) : { time };
  }

  #mayAsk(): boolean {
    if (this.failure || this.#budget.left < 1 || this.#context.signal.aborted) return false;
    const ground = { start: this.#start, end: this.#edge, settled: [], sample: this.#identifier.seconds };
    return this.#questions.count < mostCalls(ground);
  }

  #prober(ground: Ground): Prober {
    const prober = new Prober(ground);
    for (const { time, matches } of this.#told) prober.told(time, matches);
    return prober;
  }

  async #question({ time, stretch }: Place): Promise<void> {
    const { name } = this.#identifier;
    if (stretch) this.#tried.push(time);
    try {
      const answer = stretch ? await this.#questions.atOtherSpeeds(time, stretch) : await this.#questions.about(time);
      if (answer) this.#tell(time, answer);
    } catch (error) {
      if (this.#context.signal.aborted || error instanceof CallsUsedUp || error instanceof Gone) return;
      this.failure = new ProviderError(name, `${name} can't be asked any more: ${reasonIn(error)}`, { cause: error });
      this.#warn(this.failure.message);
    }
  }

  async #take(time: number): Promise<Sample> {
    const { rate, seconds } = this.#identifier;
    const sound = await this.#spool.read(time, time + seconds);
    if (!sound) {
      this.#lost.push({ start: time, end: time + seconds });
      throw new Gone();
    }
    const pcm = resample(sound, this.#spool.rate, rate, 'sinc');
    return { mixTime: time, duration: pcm.length / rate, rate, pcm };
  }

  #tell(time: number, matches: readonly Match[]): void {
    this.#told.push({ time, matches });
    this.#told.sort((a, b) => a.time - b.time);
  }

  /** A broadcast goes on for hours, and most failures pass: the service rests, and is asked again. */
  #fail(error: ProviderError): void {
    if (isFinal(error)) {
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
