import type { CallBudget } from '../../domain/call-budget.js';
import { ProviderError } from '../../domain/errors.js';
import type { Match } from '../../domain/match.js';
import type { Context } from '../../domain/ports/context.js';
import type { Sample, SampleIdentifier } from '../../domain/ports/identify.js';
import type { Span } from '../../domain/span.js';
import { findLines } from '../assembly/lines.js';
import { counted } from '../counted.js';
import { rewarped, unwarped } from './sample.js';

/** Played speeds, pitch included, that services may not know a track by: the neighbours' own first, then these. */
const SPEEDS = [1 / 0.97, 1 / 1.03, 1 / 0.94, 1 / 1.06];
/** Places at which those are tried without leading to a name, at four calls each: two cost .06 calls a track more. */
const WILD_GUESSES = 1;
/** After so many misses in a row, other speeds than the recorded one are tried. */
const SUSPICIOUS = 3;
/** Nearer to its own speed than this every service knows a track. */
const STRAIGHT = 0.015;

export interface Questioning {
  identifier: SampleIdentifier;
  budget: CallBudget;
  context: Context;
  /** The sample that begins there. */
  take(mixTime: number): Promise<Sample>;
  /** What the others have named by now. */
  known(): readonly Match[];
  /** Whether another call may be made now. */
  mayGoOn(): boolean;
  answered(): void;
  failed(error: ProviderError): void;
  /** Given once the service isn't asked any more: told whether what it is to be asked was answered before. */
  recalled?(): ((isKept: boolean) => void) | null;
  /** Seconds of mix after which a guess in vain counts no more: a broadcast has no end. */
  forgetsAfter?: number;
}

/** Where one sample lies; it is taken once, however often it is asked about, and only where there is something to ask. */
interface Place extends Span {
  take(): Promise<Sample>;
}

/**
 * The questions to one service, about whole mixes and broadcasts alike. What has no name as it sounds may have one at its
 * own speed: samples are played back at the speeds that are likely, and the answers told as they hold for the mix.
 */
export class Questions {
  readonly matches: Match[] = [];
  /** How many have been put. */
  count = 0;
  readonly #run: Questioning;
  /** Answers to samples as they sound in the mix. */
  readonly #asPlayed: Match[] = [];
  /** The speed at which the mix seems to be played, pitch included. */
  #speed = 1;
  #missesInARow = 0;
  /** Where in the mix guesses led to no name. */
  readonly #inVain: number[] = [];

  constructor(run: Questioning) {
    this.#run = run;
  }

  /** One place, at the speed at which the mix seems to be played. After a few misses in a row that is looked for. Null when the service failed. */
  async about(mixTime: number): Promise<Match[] | null> {
    const place = this.#placeAt(mixTime);
    const answer = await this.#ask(place, this.#speed);
    if (answer === null) return null;
    if (answer.length > 0) {
      this.#missesInARow = 0;
      return answer;
    }
    const others = this.#speed === 1 ? [] : [1];
    this.#missesInARow++;
    if (this.#missesInARow === SUSPICIOUS) {
      others.push(...speedsAround(place, this.#run.known()));
      // Once something was named at its played speed, this mix's speeds are known, and none is guessed.
      if (this.#asPlayed.length === 0) others.push(...this.#guesses(mixTime));
    }
    return this.#tryAt(place, others);
  }

  /** One place in a stretch without a name: at the speeds of what is known around it, and at others as long as that may help. */
  async atOtherSpeeds(mixTime: number, stretch: Span): Promise<Match[]> {
    const near = speedsAround(stretch, [...this.#run.known(), ...this.matches]);
    return this.#tryAt(this.#placeAt(mixTime), [...near, ...this.#guesses(mixTime)]);
  }

  /** One place as it sounds. Null when the service failed. */
  async asItSounds(mixTime: number): Promise<Match[] | null> {
    return this.#ask(this.#placeAt(mixTime), 1);
  }

  #placeAt(mixTime: number): Place {
    let sample: Promise<Sample> | undefined;
    const take = (): Promise<Sample> => {
      sample ??= this.#run.take(mixTime);
      return sample;
    };
    return { start: mixTime, end: mixTime + this.#run.identifier.seconds, take };
  }

  /** Null when the service failed. */
  async #ask(place: Place, speed: number): Promise<Match[] | null> {
    const { identifier, budget, context } = this.#run;
    context.signal.throwIfAborted();
    const sample = await place.take();
    const counting = counted(budget, context);
    this.count++;
    const recalled = this.#run.recalled?.();
    try {
      const asked = speed === 1 ? sample : unwarped(sample, speed);
      const answer = recalled
        ? ((await identifier.recall?.(asked, counting.context)) ?? null)
        : await identifier.identify(asked, counting.context);
      recalled?.(answer !== null);
      if (answer === null) return null;
      const matches = speed === 1 ? answer : answer.map((match) => rewarped(match, place.start, speed));
      if (!recalled) this.#run.answered();
      this.matches.push(...matches);
      if (speed === 1) this.#asPlayed.push(...matches);
      return matches;
    } catch (error) {
      if (!(error instanceof ProviderError)) throw error;
      this.#run.failed(error);
      return null;
    } finally {
      counting.over();
    }
  }

  /** One place at several speeds, until there is a name. */
  async #tryAt(place: Place, speeds: readonly number[]): Promise<Match[]> {
    const tolerance = this.#tolerance();
    for (const speed of new Set(speeds)) {
      if (speed !== 1 && Math.abs(speed - 1) <= tolerance) continue;
      if (!this.#run.mayGoOn()) return [];
      const answer = await this.#ask(place, speed);
      if (answer === null || answer.length === 0) continue;
      this.#speed = speed;
      this.#missesInARow = 0;
      return answer;
    }
    if (speeds.includes(SPEEDS[0]!)) this.#inVain.push(place.start);
    return [];
  }

  #guesses(mixTime: number): readonly number[] {
    const { forgetsAfter = Number.POSITIVE_INFINITY } = this.#run;
    return this.#inVain.filter((time) => mixTime - time < forgetsAfter).length < WILD_GUESSES ? SPEEDS : [];
  }

  /** How far off its recorded speed the service has named a track by itself: up to there no sample needs to be played back slower or faster. */
  #tolerance(): number {
    const speeds = findLines(this.#asPlayed).map((line) => Math.abs((line.speed ?? 1) - 1));
    return Math.max(STRAIGHT, ...speeds);
  }
}

/** Speeds at which the nearest named tracks on both sides were played, where they matter. */
function speedsAround({ start, end }: Span, matches: readonly Match[]): number[] {
  const told = findLines(matches).filter((line) => line.speed !== undefined);
  const before = told.filter((line) => line.start <= start).sort((a, b) => b.end - a.end)[0];
  const after = told.filter((line) => line.end >= end).sort((a, b) => a.start - b.start)[0];
  return [before, after].flatMap((line) => (line ? [Math.round(line.speed! * 200) / 200] : []));
}
