import { ProviderError } from '../../domain/errors.js';
import type { TracklistifyEvent } from '../../domain/events.js';
import type { Match } from '../../domain/match.js';
import type { AudioSource, Context, SampleIdentifier } from '../../domain/ports.js';
import type { Heard } from '../assembly/assemble.js';
import type { Outcome } from '../ledger.js';
import { Patience } from '../patience.js';
import { expectedCalls, mostCalls, SPARSE_GRID } from './budget.js';
import { Grid } from './grid.js';
import { type Ground, Prober, type Stretch } from './prober.js';
import { rewarped, takeSample, unwarped } from './sample.js';

export interface Asking {
  /** Seconds between the samples of a fixed grid. */
  step?: number;
  /** No more calls than this, all providers together. */
  maxCalls?: number;
}

/** What is this sure already needn't be asked again. */
const SURE = 0.9;
/** Played speeds, pitch included, that services may not know a track by: the neighbours' own first, then these. */
const SPEEDS = [1 / 0.97, 1 / 1.03, 1 / 0.94, 1 / 1.06];
/** A neighbour played nearer to its own speed than this needs no unwarping. */
const STRAIGHT = 0.015;

/** Asks the sample identifiers about what isn't known yet, cheapest first: what one is sure of spares the next one's call. */
export async function ask(
  source: AudioSource,
  identifiers: readonly SampleIdentifier[],
  heard: Heard,
  asking: Asking,
  context: Context,
): Promise<Outcome<{ matches: Match[] }>> {
  const budget = { left: asking.maxCalls ?? Number.POSITIVE_INFINITY };
  const settled = [...(heard.musicless ?? []), ...sureStretches(heard.matches)];
  const matches: Match[] = [];
  let failure: unknown = null;
  for (const identifier of identifiers) {
    const ground: Ground = { start: heard.start, end: heard.end, settled, sample: identifier.seconds };
    const inquiry = new Inquiry(source, identifier, ground, budget, context);
    try {
      await inquiry.run(asking.step, [...heard.matches, ...matches]);
      failure ??= inquiry.patience.failure;
    } catch (error) {
      // Not the service's doing: an interruption, a source that breaks off.
      return { result: { matches: [...matches, ...inquiry.matches] }, failure: error };
    } finally {
      context.emit({ type: 'spared', provider: identifier.name, calls: inquiry.spared() });
    }
    matches.push(...inquiry.matches);
    settled.push(...inquiry.settles());
  }
  return { result: { matches }, failure };
}

/** One identifier's turn. */
class Inquiry {
  readonly matches: Match[] = [];
  readonly patience = new Patience();
  private readonly source: AudioSource;
  private readonly identifier: SampleIdentifier;
  private readonly ground: Ground;
  private readonly budget: { left: number };
  private readonly context: Context;
  private readonly prober: Prober;
  private questions = 0;
  private plain = 0;

  constructor(
    source: AudioSource,
    identifier: SampleIdentifier,
    ground: Ground,
    budget: { left: number },
    context: Context,
  ) {
    this.source = source;
    this.identifier = identifier;
    this.ground = ground;
    this.budget = budget;
    this.context = context;
    this.prober = new Prober(ground);
  }

  async run(step: number | undefined, known: readonly Match[]): Promise<void> {
    const grid = step === undefined ? null : new Grid(this.ground, step);
    const { next, told } = bound(grid ?? this.prober);
    const most = grid ? Number.POSITIVE_INFINITY : mostCalls(this.ground);
    const expected = grid ? grid.count : expectedCalls(this.ground);
    this.plain = grid ? grid.count + grid.spared : Math.ceil((this.ground.end - this.ground.start) / SPARSE_GRID);
    for (let time = next(); time !== null && this.questions < most && this.mayGoOn(); time = next()) {
      const answer = await this.question(time, 1);
      told(time, answer);
      if (grid) this.prober.told(time, answer);
      this.context.emit({
        type: 'count',
        stage: 'ask',
        done: this.questions,
        total: Math.max(expected, this.questions),
        label: this.identifier.name,
      });
    }
    if (!grid) await this.tryOtherSpeeds(known);
  }

  /**
   * What has no name at its played speed may have one at its own. The neighbours' speeds are a good guess; the others are
   * tried with calls that were expected anyway.
   */
  private async tryOtherSpeeds(known: readonly Match[]): Promise<void> {
    const most = mostCalls(this.ground);
    const expected = expectedCalls(this.ground);
    for (const stretch of this.prober.unexplained()) {
      const time = (stretch.start + stretch.end - this.ground.sample) / 2;
      const near = speedsAround(stretch, [...known, ...this.matches]);
      for (const speed of [...near, ...SPEEDS]) {
        if (this.questions >= (near.includes(speed) ? most : expected) || !this.mayGoOn()) break;
        const answer = await this.question(time, speed);
        if (answer.length === 0) continue;
        this.prober.told(time, answer);
        break;
      }
    }
  }

  private mayGoOn(): boolean {
    return !this.patience.over && this.budget.left > 0;
  }

  private async question(time: number, speed: number): Promise<Match[]> {
    const { identifier, context } = this;
    context.signal.throwIfAborted();
    // An answer from the cache costs nothing.
    let cost = 1;
    const emit = (event: TracklistifyEvent): void => {
      if (event.type === 'call' && event.outcome === 'cached') cost = 0;
      context.emit(event);
    };
    const sample = await takeSample(this.source, time, identifier, context.signal);
    this.questions++;
    try {
      const asked = speed === 1 ? sample : unwarped(sample, speed);
      const answer = await identifier.identify(asked, { ...context, emit });
      const matches = speed === 1 ? answer : answer.map((match) => rewarped(match, time, speed));
      this.patience.answered();
      this.matches.push(...matches);
      return matches;
    } catch (error) {
      if (!(error instanceof ProviderError)) throw error;
      this.patience.failed(error);
      context.emit({ type: 'warning', message: error.message });
      return [];
    } finally {
      this.budget.left -= cost;
    }
  }

  /** Stretches that needn't be asked about by the next one. */
  settles(): Stretch[] {
    const sure = this.matches.filter((m) => m.score >= SURE);
    return this.prober
      .explained()
      .filter((stretch) => sure.some((m) => m.mixTime >= stretch.start && m.mixTime < stretch.end));
  }

  spared(): number {
    return Math.max(0, this.plain - this.questions);
  }
}

const bound = (route: Pick<Prober, 'next' | 'told'>): Pick<Prober, 'next' | 'told'> => ({
  next: () => route.next(),
  told: (time, matches) => route.told(time, matches),
});

function sureStretches(matches: readonly Match[]): Stretch[] {
  return matches
    .filter((m) => m.score >= SURE)
    .map((m) => ({ start: m.mixTime, end: m.mixTime + m.mixDuration }))
    .sort((a, b) => a.start - b.start);
}

/** Speeds at which the nearest named tracks on both sides were played, where they matter. */
function speedsAround({ start, end }: Stretch, matches: readonly Match[]): number[] {
  const told = matches.filter((m) => m.speed !== undefined);
  const before = told.filter((m) => m.mixTime <= start).sort((a, b) => b.mixTime - a.mixTime)[0];
  const after = told.filter((m) => m.mixTime >= end).sort((a, b) => a.mixTime - b.mixTime)[0];
  const speeds = [before, after].flatMap((m) => (m?.speed === undefined ? [] : [Math.round(m.speed * 200) / 200]));
  return [...new Set(speeds)].filter((speed) => Math.abs(speed - 1) >= STRAIGHT);
}
