import { camelotStep } from '../../../src/domain/musical-key.js';
import type { MadeUpTrack } from '../../support/made-up-features.js';
import { Random } from '../random.js';

/** A scene of made-up music and the DJs who play it, by rules of their own: not those by which suggestions are made. */
export interface Scene {
  tracks: MadeUpTrack[];
  djs: Dj[];
}

export interface Dj {
  name: string;
  /** Rows of tracks, in the order in which they were played. */
  mixes: number[][];
}

/** Beats a minute, and how far they spread, of eight genres. */
const GENRES = [
  [122, 2],
  [126, 2],
  [130, 3],
  [138, 3],
  [140, 2],
  [172, 3],
  [95, 6],
  [115, 5],
] as const;
const LABELS = 12;
const TIMBRE = 16;
/** Tracks that a DJ looks at before choosing the next one. */
const LOOKED_AT = 40;

const gaussian = (random: Random): number =>
  Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next());

function musicOf(count: number, random: Random): MadeUpTrack[] {
  const vector = () => Array.from({ length: TIMBRE }, () => gaussian(random));
  const centres = GENRES.map(vector);
  const sounds = GENRES.map(() => Array.from({ length: LABELS }, vector));
  return Array.from({ length: count }, (_, i): MadeUpTrack => {
    const genre = Math.floor(random.next() * GENRES.length);
    const label = Math.floor(random.next() ** 2 * LABELS);
    const [bpm, spread] = GENRES[genre]!;
    const timbre = centres[genre]!.map((value, at) => {
      const own = value * 0.25 + sounds[genre]![label]![at]! * 0.15 + gaussian(random) * 0.2;
      return Math.max(-1, Math.min(1, own));
    });
    // One in eight has something unknown, as libraries have.
    const known = () => random.next() > 0.125;
    return {
      title: `T${i}`,
      bpm: bpm + gaussian(random) * spread,
      ...(known() && { key: Math.floor(random.next() * 12) + (random.next() < 0.8 ? 12 : 0) }),
      energy: Math.max(1, Math.min(10, 5.5 + gaussian(random) * 2)),
      timbre,
      ...(known() && { label: 1 + genre * LABELS + label }),
      ...(known() && { genre: 1 + genre }),
      seconds: 240 + random.next() * 240,
    };
  });
}

interface Habits {
  genres: number[];
  /** How much each counts for this one. */
  tempo: number;
  key: number;
  label: number;
  timbre: number;
  energy: number;
  rises: boolean;
  /** How often something else is played, for no reason that anybody knows. */
  noise: number;
  crate: number[];
  /** Transitions that this one likes to come back to. */
  loved: Map<number, number>;
}

export function sceneOf(seed: number, { tracks: count = 4000, djs = 24, mixes = 30, length = 14 } = {}): Scene {
  const random = new Random(seed);
  const tracks = musicOf(count, random);
  // Some tracks are known to everybody.
  const hits = tracks.map(() => random.next() ** 4);
  return {
    tracks,
    djs: Array.from({ length: djs }, (_, i) => {
      const habits = habitsOf(tracks, hits, random);
      return { name: `DJ ${i + 1}`, mixes: Array.from({ length: mixes }, () => mixBy(habits, tracks, length, random)) };
    }),
  };
}

function habitsOf(tracks: readonly MadeUpTrack[], hits: readonly number[], random: Random): Habits {
  const first = Math.floor(random.next() * GENRES.length);
  const genres = [first, (first + 1) % GENRES.length];
  const crate = tracks.flatMap((track, row) => {
    const mine = genres.some((genre) => Math.abs((track.bpm ?? 0) - GENRES[genre]![0]) < 2 * GENRES[genre]![1]);
    return mine && random.next() < 0.15 + 0.6 * hits[row]! ? [row] : [];
  });
  const loved = new Map(
    Array.from({ length: 40 }, () => [
      crate[Math.floor(random.next() * crate.length)]!,
      crate[Math.floor(random.next() * crate.length)]!,
    ]),
  );
  return {
    ...{ genres, crate, loved },
    tempo: random.between(0.5, 1.5),
    key: random.between(0.2, 1.5),
    label: random.between(0, 1),
    timbre: random.between(0.3, 1.5),
    energy: random.between(0.2, 1),
    rises: random.next() < 0.6,
    noise: random.between(0.05, 0.25),
  };
}

function mixBy(habits: Habits, tracks: readonly MadeUpTrack[], length: number, random: Random): number[] {
  const { crate, loved, noise } = habits;
  const any = (): number => crate[Math.floor(random.next() * crate.length)]!;
  const mix = [any()];
  while (mix.length < length) {
    const last = mix.at(-1)!;
    const love = loved.get(last);
    if (love !== undefined && !mix.includes(love) && random.next() < 0.7) mix.push(love);
    else if (random.next() < noise) mix.push(any());
    else {
      const looked = Array.from({ length: LOOKED_AT }, any).filter((row) => !mix.includes(row));
      const value = (row: number) => liking(habits, tracks[last]!, tracks[row]!, mix.length / length);
      mix.push(looked.reduce((best, row) => (value(row) > value(best) ? row : best)));
    }
  }
  return mix;
}

/** What this DJ thinks of a transition: straight lines and thresholds, of what the ears tell rather than what files say. */
function liking(habits: Habits, from: MadeUpTrack, to: MadeUpTrack, share: number): number {
  const tempo = Math.abs(to.bpm! / from.bpm! - 1) * 100;
  const key = from.key === undefined || to.key === undefined ? 0.5 : keyLiking(from.key, to.key);
  const distance = Math.sqrt(from.timbre!.reduce((sum, value, i) => sum + (value - to.timbre![i]!) ** 2, 0));
  const wanted = habits.rises ? 3 + 5 * share : from.energy!;
  return (
    -habits.tempo * Math.min(tempo, 8) * 0.5 +
    habits.key * key * 2 +
    habits.label * (from.label === to.label ? 1 : 0) -
    habits.timbre * distance -
    habits.energy * Math.abs(to.energy! - wanted) * 0.5
  );
}

function keyLiking(from: number, to: number): number {
  const { steps, changesMode } = camelotStep(from, to);
  const distance = Math.abs(steps) + Number(changesMode);
  return distance === 0 ? 1 : distance === 1 ? 0.8 : steps === 2 && !changesMode ? 0.4 : 0;
}
