import { TIMBRE_SIZE } from '../../domain/heard.js';
import { type FeatureColumns, NO_KEY } from '../../domain/ports/features.js';
import type { Neighbour, Played } from '../../domain/ports/played.js';
import { FACTORS, type Factor, type Weights } from '../../domain/suggestion.js';
import { energyFit, genreFit, keyStep, labelFit, mixedFit, tempoFit, timbreFit } from './formulas.js';
import type { Piece } from './piece.js';
import { type Liking, likingOf } from './taste.js';

/** What a track counts of which this isn't known: about as much as any other one of a library does. */
const NEUTRAL: Readonly<Record<Factor, number>> = {
  tempo: 0.3,
  key: 0.35,
  energy: 0.6,
  timbre: 0.25,
  genre: 0.6,
  label: 0.55,
  mixed: mixedFit(0),
  taste: 0.5,
};
/** Nothing is so bad that nothing else could make up for it. */
const LEAST = 0.02;
/** What having been played the other way round, or two to four tracks away, counts against having followed. */
const BEFORE = 0.4;
const NEAR = 0.15;

const KEYS = 24;
const INDEX = Object.fromEntries(FACTORS.map((factor, index) => [factor, index])) as Record<Factor, number>;

/**
 * Says how well tracks of a library follow another one. The factors are fused by a weighted geometric mean: what is poor in one respect
 * isn't saved by the others. A factor of which nothing is known of the track before counts for nobody.
 */
export class Scorer {
  /** Of the row that was looked at last, in the order of FACTORS; NaN for what nobody knows. */
  readonly values = new Float64Array(FACTORS.length);
  readonly #columns: FeatureColumns;
  readonly #weights: Float64Array;
  readonly #played: Played;
  readonly #liking: Liking | null;
  #from: Piece | null = null;
  #near = new Map<number, Neighbour>();
  /** How well each key fits. */
  #keys: number[] = [];
  #counts: number[] = [];
  #sum = 1;
  #unknown = { weight: 0, log: 0 };

  constructor(columns: FeatureColumns, weights: Weights, played: Played) {
    this.#columns = columns;
    this.#weights = Float64Array.from(FACTORS, (factor) => weights[factor]);
    this.#played = played;
    this.#liking = likingOf(played.taste);
  }

  /** What is asked about from here on: what follows this. */
  after(from: Piece | null): this {
    this.#from = from;
    this.#near = new Map(
      from && from.name !== 0 ? this.#played.neighbours(from.name).map((one) => [one.name, one]) : [],
    );
    this.#keys =
      from && from.key !== NO_KEY ? Array.from({ length: KEYS }, (_, key) => keyStep(from.key, key).fit) : [];
    const isKnown: Readonly<Record<Factor, boolean>> = {
      tempo: (from?.bpm ?? 0) > 0,
      key: (from?.key ?? NO_KEY) !== NO_KEY,
      energy: (from?.energy ?? 0) > 0,
      timbre: (from?.timbre ?? null) !== null,
      genre: (from?.genre ?? 0) !== 0,
      label: (from?.label ?? 0) !== 0,
      mixed: this.#near.size > 0,
      taste: this.#liking !== null,
    };
    this.#counts = ORDER.filter((factor) => isKnown[factor] && this.#weights[INDEX[factor]]! > 0).map(
      (factor) => INDEX[factor],
    );
    this.#sum = this.#counts.reduce((sum, index) => sum + this.#weights[index]!, 0);
    this.#unknown = { weight: 0, log: 0 };
    for (const factor of OF_SOUND) {
      const weight = isKnown[factor] ? 0 : this.#weights[INDEX[factor]]!;
      this.#unknown.weight += weight;
      this.#unknown.log += weight * Math.log(NEUTRAL[factor]);
    }
    return this;
  }

  /** Whether anything is known that could tell one track from another. */
  get tells(): boolean {
    return this.#sum > 0;
  }

  /** From 0 to 1; .5 where nothing is known that could tell. Less than 0 for one that is found to be worse than `least`. */
  score(row: number, least = 0): number {
    const { values } = this;
    values.fill(Number.NaN);
    if (this.#sum === 0) return 0.5;
    // What is still to come can only make it worse: most of a library is out after a look at its tempo.
    const lowest = least > 0 ? Math.log(least) * this.#sum - ROUNDING : Number.NEGATIVE_INFINITY;
    let log = 0;
    for (const index of this.#counts) {
      const value = this.#valueOf(index, row);
      values[index] = value;
      log += this.#weights[index]! * Math.log(Math.max(LEAST, Number.isNaN(value) ? NEUTRALS[index]! : value));
      if (log < lowest) return -1;
    }
    return Math.exp(log / this.#sum);
  }

  /** How well it fits as far as that is known: the same, where what nobody knows of the track before speaks neither for nor against. */
  fit(row: number): number {
    const known = this.#sum * Math.log(this.score(row));
    if (this.#sum === 0) return 0.5;
    return Math.exp((known + this.#unknown.log) / (this.#sum + this.#unknown.weight));
  }

  /** How often a track was played near the one before. */
  neighbour(name: number): Neighbour | undefined {
    return name === 0 ? undefined : this.#near.get(name);
  }

  /** NaN where it isn't known. */
  #valueOf(index: number, row: number): number {
    const { bpm, key, energy, genre, label, name, timbre } = this.#columns;
    if (index === INDEX.taste) return this.#liking!(bpm[row]!, genre[row]!, label[row]!);
    const from = this.#from!;
    switch (index) {
      case INDEX.tempo:
        return bpm[row]! > 0 ? tempoFit(from.bpm, bpm[row]!) : Number.NaN;
      case INDEX.key:
        return key[row] === NO_KEY ? Number.NaN : this.#keys[key[row]!]!;
      case INDEX.energy:
        return energy[row]! > 0 ? energyFit(from.energy, energy[row]! / 10) : Number.NaN;
      case INDEX.genre:
        return genre[row] === 0 ? Number.NaN : genreFit(genre[row] === from.genre);
      case INDEX.label:
        return label[row] === 0 ? Number.NaN : labelFit(label[row] === from.label);
      case INDEX.mixed:
        return mixedFit(timesOf(this.neighbour(name[row]!)));
      default:
        // NaN again for a track whose timbre is unknown.
        return timbreFit(from.timbre!, timbre, row * TIMBRE_SIZE);
    }
  }
}

/** The cheapest first, timbre last: what is found to be worse is looked at no further. */
const ORDER: readonly Factor[] = ['tempo', 'key', 'energy', 'genre', 'label', 'mixed', 'taste', 'timbre'];
/** What every track has, whether it is known or not. */
const OF_SOUND: readonly Factor[] = ['tempo', 'key', 'energy', 'timbre'];
/** Far less than any difference of scores. */
const ROUNDING = 1e-9;
const NEUTRALS = FACTORS.map((factor) => NEUTRAL[factor]);

const timesOf = (neighbour: Neighbour | undefined): number =>
  neighbour ? neighbour.after + BEFORE * neighbour.before + NEAR * neighbour.near : 0;
