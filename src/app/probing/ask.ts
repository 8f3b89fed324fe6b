import { CallBudget } from '../../domain/call-budget.js';
import { CallsUsedUp } from '../../domain/limit-reached.js';
import type { Match } from '../../domain/match.js';
import type { Context } from '../../domain/ports/context.js';
import type { SampleIdentifier } from '../../domain/ports/identify.js';
import type { AudioSource } from '../../domain/ports/source.js';
import { meet, type Span, spanOf } from '../../domain/span.js';
import { countTracks, type Heard } from '../assembly/assemble.js';
import { findLines } from '../assembly/lines.js';
import type { Outcome } from '../ledger.js';
import { Patience } from '../patience.js';
import { SURE, settledBy } from '../settled.js';
import { expectedCalls, mostCalls, SPARSE_GRID } from './budget.js';
import { Grid } from './grid.js';
import { type Ground, Prober } from './prober.js';
import { Questions } from './question.js';
import { takeSample } from './sample.js';

export interface Asking {
  /** Seconds between the samples of a fixed grid. */
  step?: number;
  /** No more calls than this, all providers together. */
  maxCalls?: number;
  /** The same, shared by all sources of one command. */
  calls?: CallBudget;
  /** Stretches that needn't be asked about, besides those that the matches are sure of. */
  settled?: readonly Span[];
  /** Whether an answer is so doubtful by itself that its stretch is still to be asked about. */
  isPhantom?: (match: Match) => boolean;
  /** Told after each answer what is known so far. */
  onProgress?: (soFar: Heard) => Promise<void>;
}

export interface Asked {
  matches: Match[];
  /** Samples that nobody could name. */
  unnamed: Span[];
}

/** Asks the sample identifiers about what isn't known yet, cheapest first: what one is sure of spares the next one's call. */
export async function ask(
  source: AudioSource,
  identifiers: readonly SampleIdentifier[],
  heard: Heard,
  asking: Asking,
  context: Context,
): Promise<Outcome<Asked>> {
  const budget = asking.calls ?? new CallBudget(asking.maxCalls);
  const settled = [...settledBy(heard), ...(asking.settled ?? [])];
  const changes = heard.sound?.changes?.();
  const matches: Match[] = [];
  const unnamed: Span[] = [];
  const result = (): Asked => {
    const believed = matches.filter((match) => !asking.isPhantom?.(match));
    const isNamed = (s: Span): boolean => believed.some((m) => meet(spanOf(m), s));
    return { matches, unnamed: unnamed.filter((stretch) => !isNamed(stretch)) };
  };
  let failure: unknown = null;
  let usedUp = false;
  for (const identifier of identifiers) {
    const { start, end } = heard;
    const ground: Ground = { start, end, settled, sample: identifier.seconds, changes };
    const known = [...heard.matches, ...matches];
    const inquiry = new Inquiry(source, identifier, ground, known, budget, context, asking.isPhantom);
    try {
      await inquiry.run(asking.step, (answers) => asking.onProgress?.({ ...heard, matches: [...known, ...answers] }));
      if (!identifier.dispensable) failure ??= inquiry.patience.failure;
    } catch (error) {
      // Not the service's doing: an interruption, a source that breaks off.
      matches.push(...inquiry.matches);
      return { result: result(), failure: error };
    } finally {
      context.emit({ type: 'spared', provider: identifier.name, calls: inquiry.spared() });
    }
    matches.push(...inquiry.matches);
    unnamed.push(...inquiry.unnamed());
    settled.push(...inquiry.settles());
    usedUp ||= inquiry.usedUp;
  }
  if (usedUp) {
    const message = `No more calls are made (--max-calls ${budget.limit}): what is still open isn't asked about.`;
    context.emit({ type: 'warning', message });
  }
  return { result: result(), failure };
}

type OnAnswer = (soFar: readonly Match[]) => Promise<void> | undefined;

/** One identifier's turn. */
class Inquiry {
  readonly patience = new Patience();
  /** There was more to ask, and no call left for it. */
  usedUp = false;
  readonly #identifier: SampleIdentifier;
  readonly #ground: Ground;
  /** What the others have named. */
  readonly #known: readonly Match[];
  readonly #budget: CallBudget;
  readonly #context: Context;
  readonly #prober: Prober;
  readonly #isPhantom: (match: Match) => boolean;
  readonly #questions: Questions;
  /** Tracks that are known, with those of the others. */
  #found: number;
  #most = 0;
  /** Calls that a grid would have made. */
  #plain = 0;

  constructor(
    source: AudioSource,
    identifier: SampleIdentifier,
    ground: Ground,
    known: readonly Match[],
    budget: CallBudget,
    context: Context,
    isPhantom: (match: Match) => boolean = () => false,
  ) {
    this.#isPhantom = isPhantom;
    this.#identifier = identifier;
    this.#ground = ground;
    this.#known = known;
    this.#budget = budget;
    this.#context = context;
    this.#prober = new Prober(ground);
    this.#found = countTracks(known);
    this.#questions = new Questions({
      identifier,
      budget,
      context,
      take: (time) => takeSample(source, time, identifier, context.signal),
      known: () => known,
      mayGoOn: () => this.#mayGoOn(),
      answered: () => this.patience.answered(),
      failed: (error) => {
        this.patience.failed(error);
        if (!identifier.dispensable) context.emit({ type: 'warning', message: error.message });
      },
      recalled: () => (this.patience.over ? (isKept) => this.patience.recalled(isKept) : null),
    });
  }

  get matches(): readonly Match[] {
    return this.#questions.matches;
  }

  async run(step: number | undefined, onAnswer: OnAnswer): Promise<void> {
    const grid = step === undefined ? null : new Grid(this.#ground, step);
    this.#most = grid ? Number.POSITIVE_INFINITY : mostCalls(this.#ground);
    const expected = grid ? grid.count : expectedCalls(this.#ground);
    this.#plain = grid ? grid.count + grid.spared : Math.ceil((this.#ground.end - this.#ground.start) / SPARSE_GRID);
    try {
      await this.#askAll(grid, onAnswer, expected);
    } catch (error) {
      if (!(error instanceof CallsUsedUp)) throw error;
      this.usedUp = true;
    }
  }

  async #askAll(grid: Grid | null, onAnswer: OnAnswer, expected: number): Promise<void> {
    const route = grid ?? this.#prober;
    for (let time = route.next(); time !== null && this.#mayGoOn(); time = route.next()) {
      const answer = (grid ? await this.#questions.asItSounds(time) : await this.#questions.about(time)) ?? [];
      grid?.told();
      this.#prober.told(time, this.#believed(answer));
      this.#tell(expected, answer);
      await onAnswer(this.matches);
    }
    if (!grid) await this.#tryOtherSpeeds((answer) => this.#tell(expected, answer));
  }

  /** A phantom explains nothing: there its stretch is asked about again, and a real name has a line by that. */
  #believed(answer: readonly Match[]): Match[] {
    return answer.filter((match) => !this.#isPhantom(match));
  }

  #tell(expected: number, answer: readonly Match[]): void {
    if (answer.length > 0) this.#found = countTracks([...this.#known, ...this.matches]);
    this.#context.emit({
      type: 'count',
      stage: 'ask',
      done: this.#questions.count,
      total: Math.max(expected, this.#questions.count),
      label: this.#identifier.name,
      found: this.#found,
    });
  }

  /**
   * What has no name at its played speed may have one at its own. The speeds of what is known around it are a good guess; the
   * others are tried in a few places, and everywhere once they have led to a name. The longest stretch goes first; what a
   * name leaves of it is asked about again.
   */
  async #tryOtherSpeeds(tell: (answer: readonly Match[]) => void): Promise<void> {
    const tried: number[] = [];
    for (;;) {
      const place = this.#prober.untried(tried);
      if (!place || !this.#mayGoOn()) return;
      const { time, stretch } = place;
      tried.push(time);
      const answer = await this.#questions.atOtherSpeeds(time, stretch);
      this.#prober.told(time, this.#believed(answer));
      tell(answer);
    }
  }

  /** Asked when there is something to ask. What a service has answered before doesn't need it. */
  #mayGoOn(): boolean {
    if (this.patience.over && (!this.#identifier.recall || this.patience.forgotten)) return false;
    if (this.#questions.count >= this.#most) return false;
    this.usedUp = this.#budget.left < 1;
    return !this.usedUp;
  }

  /** Stretches that the next service needn't be asked about: one sure answer, or several that agree. */
  settles(): Span[] {
    const agreeing = findLines(this.matches).filter((line) => line.confidence >= SURE);
    const sure = [...this.matches.filter((m) => m.score >= SURE), ...agreeing.flatMap((line) => line.matches)];
    return this.#prober
      .explained()
      .filter((stretch) => sure.some((m) => m.mixTime >= stretch.start && m.mixTime < stretch.end));
  }

  unnamed(): Span[] {
    return this.#prober.unnamed();
  }

  spared(): number {
    return Math.max(0, this.#plain - this.#questions.count);
  }
}
