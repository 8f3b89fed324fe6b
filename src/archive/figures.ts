import { fold } from '../domain/recording.js';
import { lengthOf } from '../domain/span.js';
import { trackLabel } from '../domain/track.js';
import { isKnown, type MixSummary } from './summary.js';

/** Something that was played, and how often. `first` and `last` are days: YYYY-MM-DD. */
export interface Counted {
  what: string;
  times: number;
  mixes: number;
  first: string;
  last: string;
}

export interface Figures {
  mixes: number;
  hours: number;
  /** Plays that have a name, and recordings that they are of. */
  played: number;
  tracks: number;
  /** Of the sound in entries, what nobody could name: from 0 to 1. */
  unknown: number;
  mostPlayed: Counted[];
  artists: Counted[];
  labels: Counted[];
  years: Counted[];
  /** Beats a minute as played, by tens: `120–129`. */
  tempos: Counted[];
  keys: Counted[];
  /** Mixed from one into the other. */
  pairs: Counted[];
  /** Played again within so many mixes of the time before. */
  repeats: Counted[];
}

export interface FiguresWanted {
  /** Rows of each list. */
  most: number;
  /** Mixes within which playing something again is a repeat. */
  within: number;
}

/** What was played how often, over all mixes. */
export function figuresOf(mixes: readonly MixSummary[], { most, within }: FiguresWanted): Figures {
  const inOrder = [...mixes].sort((a, b) => (dayOf(a) < dayOf(b) ? -1 : 1));
  // A name comes again and again: each is made comparable once.
  const keys = new Map<string, string>();
  const alike = (what: string): string => {
    const key = keys.get(what) ?? (fold(what) || what);
    keys.set(what, key);
    return key;
  };
  const tallies = {
    tracks: new Tally(),
    artists: new Tally(),
    labels: new Tally(),
    years: new Tally(),
    tempos: new Tally(),
    keys: new Tally(),
    pairs: new Tally(),
    repeats: new Tally(),
  };
  /** At which mix something was played last, counted from the first. */
  const last = new Map<string, number>();
  let [named, unnamed, played] = [0, 0, 0];
  for (const [at, mix] of inOrder.entries()) {
    const seen = new Set<string>();
    for (const [i, one] of mix.played.entries()) {
      const seconds = Math.max(0, lengthOf(one));
      if (!isKnown(one)) {
        unnamed += seconds;
        continue;
      }
      named += seconds;
      played++;
      const label = trackLabel(one);
      tallies.tracks.add(alike(label), label, mix);
      for (const artist of one.artists) tallies.artists.add(alike(artist), artist, mix);
      if (one.label) tallies.labels.add(alike(one.label), one.label, mix);
      if (one.year) tallies.years.add(String(one.year), String(one.year), mix);
      if (one.bpm) tallies.tempos.add(tens(one.bpm), tens(one.bpm), mix);
      if (one.key) tallies.keys.add(alike(one.key), one.key, mix);
      const next = mix.played[i + 1];
      const nextLabel = next && isKnown(next) ? trackLabel(next) : label;
      const [key, nextKey] = [alike(label), alike(nextLabel)];
      if (nextKey !== key) tallies.pairs.add(`${key}\n${nextKey}`, `${label} → ${nextLabel}`, mix);
      seen.add(label);
    }
    for (const label of seen) {
      const before = last.get(alike(label));
      if (before !== undefined && at - before <= within) tallies.repeats.add(alike(label), label, mix);
      last.set(alike(label), at);
    }
  }
  const { tracks, pairs, repeats, ...groups } = tallies;
  return {
    mixes: mixes.length,
    hours: mixes.reduce((sum, { duration }) => sum + duration, 0) / 3600,
    played,
    tracks: tracks.size,
    unknown: named + unnamed > 0 ? unnamed / (named + unnamed) : 0,
    mostPlayed: tracks.top(most),
    artists: groups.artists.top(most),
    labels: groups.labels.top(most),
    years: groups.years.inOrder(),
    tempos: groups.tempos.inOrder(),
    keys: groups.keys.top(most),
    pairs: pairs.top(most, 2),
    repeats: repeats.top(most),
  };
}

/** The day of a mix: of the result, since a file seldom says when it was played. */
const dayOf = ({ createdAt }: MixSummary): string => createdAt.slice(0, 10);

const tens = (bpm: number): string => {
  const from = Math.floor(bpm / 10) * 10;
  return `${from}–${from + 9}`;
};

interface Row extends Counted {
  /** The mix that it was counted in last. */
  in: string;
}

/** Counts what has one key, by the name that it had last. */
class Tally {
  readonly #rows = new Map<string, Row>();

  get size(): number {
    return this.#rows.size;
  }

  /** Mixes come in the order of their days, each as a whole. */
  add(key: string, what: string, mix: MixSummary): void {
    const day = dayOf(mix);
    const row = this.#rows.get(key);
    if (!row) {
      this.#rows.set(key, { what, times: 1, mixes: 1, first: day, last: day, in: mix.id });
      return;
    }
    row.what = what;
    row.times++;
    if (row.in !== mix.id) row.mixes++;
    row.in = mix.id;
    row.last = day;
  }

  /** The most frequent first; of those that are as frequent, the latest. */
  top(most: number, atLeast = 1): Counted[] {
    const rows = [...this.#rows.values()].filter(({ times }) => times >= atLeast);
    rows.sort((a, b) => b.times - a.times || (a.last < b.last ? 1 : a.last > b.last ? -1 : a.what < b.what ? -1 : 1));
    return rows.slice(0, most).map(counted);
  }

  inOrder(): Counted[] {
    return [...this.#rows.values()].sort((a, b) => (a.what < b.what ? -1 : 1)).map(counted);
  }
}

const counted = ({ in: _, ...row }: Row): Counted => row;
