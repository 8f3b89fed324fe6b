import { type FeatureColumns, NO_KEY } from '../../domain/ports/features.js';
import type { Arc } from '../../domain/suggestion.js';
import type { Piece } from './piece.js';
import { allRows, best, isLeft, type Left } from './rank.js';
import type { Scorer } from './scorer.js';
import { findWay, type Place } from './way.js';

/** Tracks that a set is drafted from: those that go with its tempo, genre and what its owner likes. */
const CANDIDATES = 1500;
/** Energy is told by a library that knows it of so many of its tracks; else the arc is one of tempo. */
const KNOWN_SHARE = 0.5;
/** The quietest and the strongest tenth of a library are too far out to begin or end with. */
const LOW = 0.1;
const HIGH = 0.9;
/** How far the tempo goes where it has to stand for the energy, to either side. */
const TEMPO_REACH = 0.06;
/** Beats of an overlap, and seconds where the tempo is unknown. */
const OVERLAP_BEATS = 64;
const OVERLAP = 30;

export interface SetRun {
  columns: FeatureColumns;
  scorer: Scorer;
  left: Left;
  from: Piece | null;
  /** Row of what it goes on from, which is its first track; null where that isn't in the library, or there is none. */
  first: number | null;
  seconds: number;
  arc: Arc;
  /** Seconds that this user lets a track play; null for the whole of it. */
  playFor: number | null;
}

export interface Draft {
  rows: number[];
  arcOf: 'energy' | 'tempo' | null;
}

/** Where each track begins and ends, by how long the ones before it and it play, and how long all of it is. */
export function timesOf(
  columns: FeatureColumns,
  rows: readonly number[],
  playFor: number | null,
): { starts: number[]; ends: number[]; length: number } {
  const starts: number[] = [];
  const ends: number[] = [];
  let end = 0;
  for (const [at, row] of rows.entries()) {
    // Nor of the one before, else a track after a short one would begin before it.
    const overlap = at === 0 ? 0 : Math.min(overlapOf(columns, row), playsFor(columns, rows[at - 1]!, playFor) / 3);
    const start = Math.max(0, end - overlap);
    starts.push(start);
    end = start + playsFor(columns, row, playFor);
    ends.push(end);
  }
  return { starts, ends, length: end };
}

const playsFor = ({ seconds }: FeatureColumns, row: number, playFor: number | null): number =>
  playFor === null ? seconds[row]! : Math.min(seconds[row]!, playFor + OVERLAP);

/** Never more than a third of the track. */
const overlapOf = ({ bpm, seconds }: FeatureColumns, row: number): number =>
  Math.min(bpm[row]! > 0 ? (OVERLAP_BEATS * 60) / bpm[row]! : OVERLAP, seconds[row]! / 3);

/** Drafts a set whose length is that which was asked for, to within a track, where the library has enough. */
export function draft(run: SetRun): Draft {
  const { columns, scorer, left, from, first, seconds, playFor } = run;
  const before = first === null ? [] : [first];
  const rows = best(columns, allRows(columns), scorer.after(from && { ...from, energy: 0 }), CANDIDATES, left).map(
    ({ row }) => row,
  );
  const arcs = arcIn(run, rows);
  const typical = Math.max(60, mean(rows.map((row) => playsFor(columns, row, playFor) - overlapOf(columns, row))));
  let places = Math.max(1, Math.ceil(seconds / typical) - before.length);
  for (;;) {
    const way = findWay({ columns, scorer, left, from, places: arcs.places(places), among: rows });
    const all = [...before, ...way];
    // Longer than asked for, or as long as the library can make it.
    if (timesOf(columns, all, playFor).length >= seconds || way.length < places) {
      return { rows: nearest(columns, all, seconds, playFor), arcOf: arcs.of };
    }
    places += Math.max(1, Math.ceil((seconds - timesOf(columns, all, playFor).length) / typical));
  }
}

/** Without what is too much at the end. */
function nearest(columns: FeatureColumns, all: readonly number[], seconds: number, playFor: number | null): number[] {
  const off = (count: number): number => Math.abs(timesOf(columns, all.slice(0, count), playFor).length - seconds);
  let count = all.length;
  while (count > 1 && off(count - 1) <= off(count)) count--;
  return all.slice(0, count);
}

interface ArcPlan {
  of: Draft['arcOf'];
  places(count: number): Place[];
}

/** What the arc wants at each place: energy, or tempo where nobody knows the energy. */
function arcIn({ columns, from, left, arc }: SetRun, rows: readonly number[]): ArcPlan {
  const mine = rows.filter((row) => !isLeft(columns, row, left));
  const energies = sorted(mine.map((row) => columns.energy[row]! / 10).filter((energy) => energy > 0));
  const tempos = sorted(mine.map((row) => columns.bpm[row]!).filter((bpm) => bpm > 0));
  const byEnergy = energies.length > 0 && energies.length >= KNOWN_SHARE * mine.length;
  const centre = from && from.bpm > 0 ? from.bpm : (tempos[tempos.length >> 1] ?? 0);
  const of = byEnergy ? 'energy' : centre > 0 ? 'tempo' : null;
  const start = from && from.energy > 0 && byEnergy ? rankOf(energies, from.energy) : null;
  return {
    of,
    places: (count) =>
      Array.from({ length: count }, (_, at): Place => {
        const level = levelAt(arc, count === 1 ? 1 : at / (count - 1), start);
        const tempo = of === 'tempo' ? centre * (1 + TEMPO_REACH * (2 * level - 1)) : centre;
        const energy = of === 'energy' ? energies[Math.round(level * (energies.length - 1))]! : 0;
        return { wanted: { ...NOTHING, bpm: tempo, energy, genre: from?.genre ?? 0 } };
      }),
  };
}

const NOTHING: Piece = { bpm: 0, key: NO_KEY, energy: 0, timbre: null, label: 0, genre: 0, name: 0, work: 0 };

/** From 0 to 1, at a share of the set. It sets out from `start`, where that is known. */
function levelAt(arc: Arc, share: number, start: number | null): number {
  if (arc === 'rise') return between(Math.min(start ?? LOW, HIGH), HIGH, share);
  if (arc === 'fall') return between(Math.max(start ?? HIGH, LOW), LOW, share);
  if (arc === 'flat') return start ?? 0.5;
  // Up and down twice, from where a rise begins.
  return between(LOW, HIGH, (1 - Math.cos(4 * Math.PI * share)) / 2);
}

const between = (a: number, b: number, share: number): number => a + (b - a) * share;
const sorted = (values: readonly number[]): number[] => [...values].sort((a, b) => a - b);
const mean = (values: readonly number[]): number =>
  values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
const rankOf = (ascending: readonly number[], value: number): number =>
  ascending.filter((one) => one < value).length / ascending.length;
