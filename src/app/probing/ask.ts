import { CallBudget } from '../../domain/call-budget.js';
import { ProviderError } from '../../domain/errors.js';
import { CallsUsedUp } from '../../domain/limit-reached.js';
import type { Match } from '../../domain/match.js';
import type { Context } from '../../domain/ports/context.js';
import type { SampleIdentifier } from '../../domain/ports/identify.js';
import type { AudioSource } from '../../domain/ports/source.js';
import { lengthOf, meet, type Span, spanOf } from '../../domain/span.js';
import { countTracks, type Heard } from '../assembly/assemble.js';
import { findLines } from '../assembly/lines.js';
import { counted } from '../counted.js';
import type { Outcome } from '../ledger.js';
import { Patience } from '../patience.js';
import { expectedCalls, mostCalls, SPARSE_GRID } from './budget.js';
import { Grid } from './grid.js';
import { type Ground, Prober } from './prober.js';
import { rewarped, takeSample, unwarped } from './sample.js';

export interface Asking {
  /** Seconds between the samples of a fixed grid. */
  step?: number;
  /** No more calls than this, all providers together. */
  maxCalls?: number;
  /** The same, shared with others: the sources of one command. */
  calls?: CallBudget;
  /** Told after each answer what is known so far. */
  onProgress?: (soFar: Heard) => Promise<void>;
}

/** What is this sure already needn't be asked again. */
const SURE = 0.9;
/** Played speeds, pitch included, that services may not know a track by: the neighbours' own first, then these. */
const SPEEDS = [1 / 0.97, 1 / 1.03, 1 / 0.94, 1 / 1.06];
/** Stretches in which those are tried without leading to a name, at four calls each: two cost .06 calls a track more. */
const WILD_GUESSES = 1;
/** Misses in a row after which another speed than the recorded one is thought of. */
const SUSPICIOUS = 3;
/** Nearer to its own speed than this every service knows a track. */
const STRAIGHT = 0.015;

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
  const settled = [...(heard.musicless ?? []), ...sureStretches(heard.matches)];
  const changes = heard.sound?.changes?.();
  const matches: Match[] = [];
  const unnamed: Span[] = [];
  const result = (): Asked => {
    const isNamed = (s: Span): boolean => matches.some((m) => meet(spanOf(m), s));
    return { matches, unnamed: unnamed.filter((stretch) => !isNamed(stretch)) };
  };
  let failure: unknown = null;
  let usedUp = false;
  for (const identifier of identifiers) {
    const { start, end } = heard;
    const ground: Ground = { start, end, settled, sample: identifier.seconds, changes };
    const known = [...heard.matches, ...matches];
    const inquiry = new Inquiry(source, identifier, ground, known, budget, context);
    try {
      await inquiry.run(asking.step, (answers) => asking.onProgress?.({ ...heard, matches: [...known, ...answers] }));
      failure ??= inquiry.patience.failure;
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
  readonly matches: Match[] = [];
  /** Those to samples as they sound in the mix. */
  private readonly asPlayed: Match[] = [];
  readonly patience = new Patience();
  /** There was more to ask, and no call left for it. */
  usedUp = false;
  private readonly source: AudioSource;
  private readonly identifier: SampleIdentifier;
  private readonly ground: Ground;
  /** What the others have named. */
  private readonly known: readonly Match[];
  private readonly budget: CallBudget;
  private readonly context: Context;
  private readonly prober: Prober;
  private questions = 0;
  /** Tracks that are known, with those of the others. */
  private found: number;
  private most = 0;
  /** At which the mix seems to be played, pitch included. */
  private speed = 1;
  private missesInARow = 0;
  /** Stretches in which other speeds were tried without leading to a name. */
  private inVain = 0;
  private plain = 0;

  constructor(
    source: AudioSource,
    identifier: SampleIdentifier,
    ground: Ground,
    known: readonly Match[],
    budget: CallBudget,
    context: Context,
  ) {
    this.source = source;
    this.identifier = identifier;
    this.ground = ground;
    this.known = known;
    this.budget = budget;
    this.context = context;
    this.prober = new Prober(ground);
    this.found = countTracks(known);
  }

  async run(step: number | undefined, onAnswer: OnAnswer): Promise<void> {
    const grid = step === undefined ? null : new Grid(this.ground, step);
    this.most = grid ? Number.POSITIVE_INFINITY : mostCalls(this.ground);
    const expected = grid ? grid.count : expectedCalls(this.ground);
    this.plain = grid ? grid.count + grid.spared : Math.ceil((this.ground.end - this.ground.start) / SPARSE_GRID);
    try {
      await this.askAll(grid, onAnswer, expected);
    } catch (error) {
      if (!(error instanceof CallsUsedUp)) throw error;
      this.usedUp = true;
    }
  }

  private async askAll(grid: Grid | null, onAnswer: OnAnswer, expected: number): Promise<void> {
    const { next, told } = bound(grid ?? this.prober);
    for (let time = next(); time !== null && this.mayGoOn(); time = next()) {
      const answer = grid ? await this.question(time, 1) : await this.hear(time);
      told(time, answer);
      if (grid) this.prober.told(time, answer);
      this.tell(expected, answer);
      await onAnswer(this.matches);
    }
    if (!grid) await this.tryOtherSpeeds((answer) => this.tell(expected, answer));
  }

  private tell(expected: number, answer: readonly Match[]): void {
    if (answer.length > 0) this.found = countTracks([...this.known, ...this.matches]);
    this.context.emit({
      type: 'count',
      stage: 'ask',
      done: this.questions,
      total: Math.max(expected, this.questions),
      label: this.identifier.name,
      found: this.found,
    });
  }

  /** One place, at the speed at which the mix seems to be played. After a few misses in a row that is looked for. */
  private async hear(time: number): Promise<Match[]> {
    const answer = await this.question(time, this.speed);
    if (answer.length > 0) {
      this.missesInARow = 0;
      return answer;
    }
    const others = this.speed === 1 ? [] : [1];
    this.missesInARow++;
    if (this.missesInARow === SUSPICIOUS) {
      others.push(...speedsAround({ start: time, end: time + this.ground.sample }, this.known));
      // Who has named something as it is played knows this mix's speeds.
      if (this.asPlayed.length === 0) others.push(...this.guesses());
    }
    return this.tryAt(time, others);
  }

  /**
   * What has no name at its played speed may have one at its own. The speeds of what is known around it are a good guess; the
   * others are tried in a few places, and everywhere once they have led to a name. The longest stretch goes first; what a
   * name leaves of it is asked about again.
   */
  private async tryOtherSpeeds(tell: (answer: readonly Match[]) => void): Promise<void> {
    const tried: number[] = [];
    for (;;) {
      const stretch = this.prober
        .unexplained()
        .filter(({ start, end }) => !tried.some((time) => time >= start && time < end))
        .sort((a, b) => lengthOf(b) - lengthOf(a))[0];
      if (!stretch || !this.mayGoOn()) return;
      const time = (stretch.start + stretch.end - this.ground.sample) / 2;
      tried.push(time);
      const near = speedsAround(stretch, [...this.known, ...this.matches]);
      const answer = await this.tryAt(time, [...near, ...this.guesses()]);
      this.prober.told(time, answer);
      tell(answer);
    }
  }

  private guesses(): readonly number[] {
    return this.inVain < WILD_GUESSES ? SPEEDS : [];
  }

  /** One place at several speeds, until there is a name. */
  private async tryAt(time: number, speeds: readonly number[]): Promise<Match[]> {
    const tolerance = this.tolerance();
    for (const speed of new Set(speeds)) {
      if (speed !== 1 && Math.abs(speed - 1) <= tolerance) continue;
      if (!this.mayGoOn()) return [];
      const answer = await this.question(time, speed);
      if (answer.length === 0) continue;
      this.speed = speed;
      this.missesInARow = 0;
      return answer;
    }
    if (speeds.includes(SPEEDS[0]!)) this.inVain++;
    return [];
  }

  /** How far off its speed it has named a track by itself: up to there nothing needs to be undone for it. */
  private tolerance(): number {
    const speeds = findLines(this.asPlayed).map((line) => Math.abs((line.speed ?? 1) - 1));
    return Math.max(STRAIGHT, ...speeds);
  }

  /** Asked when there is something to ask. */
  private mayGoOn(): boolean {
    if (this.patience.over || this.questions >= this.most) return false;
    this.usedUp = this.budget.left < 1;
    return !this.usedUp;
  }

  private async question(time: number, speed: number): Promise<Match[]> {
    const { identifier, context } = this;
    context.signal.throwIfAborted();
    const counting = counted(this.budget, context);
    const sample = await takeSample(this.source, time, identifier, context.signal);
    this.questions++;
    try {
      const asked = speed === 1 ? sample : unwarped(sample, speed);
      const answer = await identifier.identify(asked, counting.context);
      const matches = speed === 1 ? answer : answer.map((match) => rewarped(match, time, speed));
      this.patience.answered();
      this.matches.push(...matches);
      if (speed === 1) this.asPlayed.push(...matches);
      return matches;
    } catch (error) {
      if (!(error instanceof ProviderError)) throw error;
      this.patience.failed(error);
      context.emit({ type: 'warning', message: error.message });
      return [];
    } finally {
      counting.over();
    }
  }

  /** Stretches that needn't be asked about by the next one: one sure answer, or several that agree. */
  settles(): Span[] {
    const agreeing = findLines(this.matches).filter((line) => line.confidence >= SURE);
    const sure = [...this.matches.filter((m) => m.score >= SURE), ...agreeing.flatMap((line) => line.matches)];
    return this.prober
      .explained()
      .filter((stretch) => sure.some((m) => m.mixTime >= stretch.start && m.mixTime < stretch.end));
  }

  unnamed(): Span[] {
    return this.prober.unnamed();
  }

  spared(): number {
    return Math.max(0, this.plain - this.questions);
  }
}

const bound = (route: Pick<Prober, 'next' | 'told'>): Pick<Prober, 'next' | 'told'> => ({
  next: () => route.next(),
  told: (time, matches) => route.told(time, matches),
});

function sureStretches(matches: readonly Match[]): Span[] {
  return matches
    .filter((m) => !m.witness)
    .filter((m) => m.score >= SURE)
    .map(spanOf)
    .sort((a, b) => a.start - b.start);
}

/** Speeds at which the nearest named tracks on both sides were played, where they matter. */
function speedsAround({ start, end }: Span, matches: readonly Match[]): number[] {
  const told = findLines(matches).filter((line) => line.speed !== undefined);
  const before = told.filter((line) => line.start <= start).sort((a, b) => b.end - a.end)[0];
  const after = told.filter((line) => line.end >= end).sort((a, b) => a.start - b.start)[0];
  return [before, after].flatMap((line) => (line ? [Math.round(line.speed! * 200) / 200] : []));
}
