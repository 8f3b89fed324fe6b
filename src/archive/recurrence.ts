import type { Recurrence, Sightings } from '../domain/phantoms.js';
import { fold, relate, titleKey } from '../domain/recording.js';
import { type Track, trackLabel } from '../domain/track.js';
import { isKnown, type MixSummary } from './summary.js';

/** One name of one mix. */
interface Sighting {
  mix: number;
  track: Track;
  how: 'borne out' | 'lone' | 'rejected' | 'yours';
  /** Of a lone one: who gave it. */
  by?: string;
}

/** Mixes that share so many tracks that are borne out, and this share of those of the shorter list, are no strangers. */
const FEWEST_SHARED = 3;
const SHARED = 0.5;

/** How names came up in these mixes. What was heard in the mix in question itself is no news, so it isn't to be among them. */
export function recurrenceIn(mixes: readonly MixSummary[]): Recurrence {
  // Made when the first name is asked about: a mix of the user's own music asks about none.
  let made: Archived | undefined;
  return (track, identifier, beside) => {
    made ??= new Archived(mixes);
    return made.sightingsOf(track, identifier, beside);
  };
}

class Archived {
  readonly #mixes: readonly MixSummary[];
  /** By title alone: artists and versions are compared one by one. */
  readonly #byTitle = new Map<string, Sighting[]>();
  readonly #byLabel = new Map<string, Sighting[]>();
  /** Mixes that a service was asked about. */
  readonly #asked = new Map<string, number>();
  readonly #sure = new Map<number, ReadonlySet<string>>();

  constructor(mixes: readonly MixSummary[]) {
    this.#mixes = mixes;
    // The same names come again and again: each is made comparable once.
    const keys = new Map<string, string>();
    const keyOf = ({ title }: Track): string => {
      const key = keys.get(title) ?? titleKey(title);
      keys.set(title, key);
      return key;
    };
    for (const [mix, { asked, played, doubted = [], rejected = [] }] of mixes.entries()) {
      for (const name of asked) this.#asked.set(name, (this.#asked.get(name) ?? 0) + 1);
      for (const one of played) {
        if (!isKnown(one)) continue;
        const how = one.yours ? 'yours' : one.lone === undefined ? 'borne out' : 'lone';
        this.#note(this.#byTitle, keyOf(one), { mix, track: one, how, ...(one.lone && { by: one.lone }) });
      }
      for (const one of doubted) this.#note(this.#byTitle, keyOf(one), { mix, track: one, how: 'lone', by: one.lone });
      for (const label of rejected) {
        this.#note(this.#byLabel, fold(label), { mix, track: { title: label, artists: [] }, how: 'rejected' });
      }
    }
  }

  sightingsOf(track: Track, identifier: string, beside: readonly Track[]): Sightings {
    const alike = (this.#byTitle.get(titleKey(track.title)) ?? []).filter(
      (one) => relate(one.track, track) !== 'different',
    );
    const all = [...alike, ...(this.#byLabel.get(fold(trackLabel(track))) ?? [])];
    const accepted = all.some(({ how }) => how === 'yours');
    // Another service's lone answers tell nothing of this one's.
    const ofIts = all.filter(({ how, by }) => how !== 'lone' || by === identifier);
    const ways = new Map<number, Set<Sighting['how']>>();
    for (const { mix, how } of ofIts) ways.set(mix, (ways.get(mix) ?? new Set()).add(how));
    const strangers = this.#strangersAmong([...ways.keys()], beside);
    const counted = { borneOut: 0, lone: 0, rejected: 0 };
    for (const mix of strangers) {
      const how = ways.get(mix)!;
      if (how.has('rejected')) counted.rejected++;
      if (how.has('borne out') && !how.has('rejected')) counted.borneOut++;
      else counted.lone++;
    }
    const related = ways.size - strangers.length;
    return { asked: Math.max(0, (this.#asked.get(identifier) ?? 0) - related), ...counted, accepted };
  }

  /** Of several mixes of nearly the same tracks the first, and none that is nearly the mix in question. */
  #strangersAmong(mixes: readonly number[], beside: readonly Track[]): number[] {
    /** Those that were looked at, by what is surely in them. */
    const lists: number[] = [];
    const holders = new Map<string, number[]>();
    const isKin = (names: ReadonlySet<string>): boolean => {
      if (names.size < FEWEST_SHARED) return false;
      const shared = new Map<number, number>();
      for (const name of names)
        for (const list of holders.get(name) ?? []) shared.set(list, (shared.get(list) ?? 0) + 1);
      return [...shared].some(
        ([list, count]) => count >= FEWEST_SHARED && count >= SHARED * Math.min(names.size, lists[list]!),
      );
    };
    const look = (names: ReadonlySet<string>): boolean => {
      const kin = isKin(names);
      for (const name of names) this.#note(holders, name, lists.length);
      lists.push(names.size);
      return kin;
    };
    look(new Set(beside.map(labelKey)));
    return mixes.filter((mix) => !look(this.#surelyIn(mix)));
  }

  #surelyIn(mix: number): ReadonlySet<string> {
    const known = this.#sure.get(mix);
    if (known) return known;
    const { played } = this.#mixes[mix]!;
    const names = new Set(played.filter((one) => isKnown(one) && one.lone === undefined).map(labelKey));
    this.#sure.set(mix, names);
    return names;
  }

  #note<T>(index: Map<string, T[]>, key: string, one: T): void {
    const there = index.get(key);
    if (there) there.push(one);
    else index.set(key, [one]);
  }
}

const labelKey = (track: Track): string => fold(trackLabel(track));
