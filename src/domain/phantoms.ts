import { type Track, trackLabel } from './track.js';
import type { Alternative, Entry, Evidence } from './tracklist.js';

/**
 * Services give some names again and again where something else is played: **phantoms**. One answer can't be told from a right
 * one, but an archive can tell: a phantom comes up in mix after mix, and nothing ever bears it out.
 */

/** What the archive knows of a name that a service has given, from other mixes than the one that is asked about. */
export interface Sightings {
  /** Mixes that the service was asked about. Mixes of the same tracks count as one, here and below. */
  asked: number;
  /** Those in which the name was borne out: see `isBorneOut`. */
  borneOut: number;
  /** Those in which it was given, and nothing bore it out. */
  lone: number;
  /** Of the lone ones, those in which a person rejected it. */
  rejected: number;
  /** A person said somewhere that it was played. */
  accepted: boolean;
}

/** What is known of a name that this identifier gave for a mix in which `beside` was heard without doubt. */
export type Recurrence = (track: Track, identifier: string, beside: readonly Track[]) => Sightings;

type Answer = Pick<Evidence, 'identifier' | 'mixTime' | 'mixDuration' | 'trackTime'>;

/** No sample that a service is asked about is this long, in seconds: what is longer was followed. */
const FOLLOWED = 20;
/** Nearer together, two answers are one: a position that stands still looks as if it advanced. */
const APART = 10;
/** A DJ's pitch fader goes to 8 %, and services tell whole seconds. */
const FASTEST = 0.08;
const SLACK = 2;
/** Seconds of a track in which a wrong answer may lie, where its length isn't told. */
const USUAL_LENGTH = 240;
/** What chance brings about more often than this bears nothing out; more seldom than this, no other mix can say anything against it. */
const BY_CHANCE = 0.25;
const NEVER = 0.01;

/** Answers that give one name, of a play or an entry; `all` are those of the whole mix. */
export interface Given {
  answers: readonly Answer[];
  all?: readonly Answer[];
  /** Of the track, in seconds. */
  duration?: number | undefined;
}

/**
 * Whether more than a lone answer stands behind a name: it was followed, two identifiers gave it, or its position advances at
 * one speed. Answers that give it here and there, or the same position twice, don't bear one another out: among many that are strewn
 * over a mix some lie on a line by chance.
 */
export const isBorneOut = (given: Given): boolean => chanceOf(given) < BY_CHANCE;

/** Whether so much stands behind a name that no other mix can say anything against it. */
export const isSettled = (given: Given): boolean => chanceOf(given) < NEVER;

/** What stands behind the names of a tracklist. */
export function answersIn(entries: readonly Entry[]): { behind(one: Pick<Alternative, 'track' | 'evidence'>): Given } {
  const all = new Map<string, Evidence[]>();
  for (const entry of entries) {
    for (const { track, evidence } of entry.track ? [entry, ...entry.alternatives] : entry.alternatives) {
      const name = trackLabel(track);
      all.set(name, [...(all.get(name) ?? []), ...evidence]);
    }
  }
  return {
    behind: ({ track, evidence }) => {
      return { answers: evidence, all: all.get(trackLabel(track)) ?? evidence, duration: track.duration };
    },
  };
}

/** How many lines as good as these answers' best one chance would make of all that give the name. */
function chanceOf({ answers, all = answers, duration }: Given): number {
  if (answers.some(isFollowed)) return 0;
  if (new Set(answers.map(({ identifier }) => identifier)).size > 1) return 0;
  let least = 1;
  for (const one of answers) {
    const others = answers.filter((other) => advances(one, other));
    if (others.length === 0) continue;
    const byChance = others.reduce((share, other) => share * chanceBetween(one, other, duration), 1);
    least = Math.min(least, choices(all.length, others.length + 1) * byChance);
  }
  return least;
}

/** Whether the track was followed, instead of being named by a sample. */
export const isFollowed = ({ identifier, mixDuration }: Answer): boolean =>
  identifier === 'library' || mixDuration >= FOLLOWED;

function advances(a: Answer, b: Answer): boolean {
  if (a.trackTime === undefined || b.trackTime === undefined) return false;
  const passed = Math.abs(b.mixTime - a.mixTime);
  const moved = (b.trackTime - a.trackTime) * Math.sign(b.mixTime - a.mixTime);
  return passed >= APART && Math.abs(moved - passed) <= marginAfter(passed);
}

const marginAfter = (passed: number): number => SLACK + FASTEST * passed;

/** That a position anywhere in the track lies where it would have gone on to. */
const chanceBetween = (a: Answer, b: Answer, length = USUAL_LENGTH): number =>
  Math.min(1, (2 * marginAfter(Math.abs(b.mixTime - a.mixTime))) / Math.max(1, length));

/** Ways to choose `some` of `all`. */
function choices(all: number, some: number): number {
  let ways = 1;
  for (let i = 0; i < some; i++) ways *= (Math.max(all, some) - i) / (i + 1);
  return ways;
}

/**
 * Of the mixes in which a track is named, the share in which only lone answers name it, as a beta distribution: tracks differ, since a
 * service finds some more easily. By `npm run bench:phantoms`, which counts it where the truth is known: .50 to .59 of the
 * plays of real tracks, ± .2 from track to track; of phantoms nearly all, since positions lie on one line by chance only.
 */
const LONE_OF_REAL = [3.3, 2.7] as const;
const LONE_OF_PHANTOMS = [9.4, 0.6] as const;
/** One name in ten that a person rejects is of a track that the service gives rightly elsewhere. */
const REJECTED_THOUGH_REAL = 0.1;
/** Of wrong lone answers, the share that are phantoms; the others are of this mix alone. */
const PHANTOMS_OF_WRONG = 0.5;

/**
 * How sure a name is, after what other mixes say of it: the two ways in which it may have come up in them are weighed by Bayes'
 * rule. It is never surer for that.
 *
 * A real track is played in few mixes, and rarely in many: as often as its rank in a list of the most played (Zipf), so that one
 * that is played here was played in `n` others with a likelihood of 1 / (n + 1). A phantom comes up at some rate, and each is as
 * likely as any other before anything is seen; one that came up here at a higher one: 2 (n + 1) / ((N + 1) (N + 2)) for `n` of `N` mixes.
 * So three lone answers in three mixes are many more than chance would give, and in a thousand they are nothing.
 */
export function trustAfter(confidence: number, { asked, borneOut, lone, rejected, accepted }: Sightings): number {
  const named = borneOut + lone;
  if (accepted || lone === 0) return confidence;
  const mixes = Math.max(asked, named);
  const harmonic = Array.from({ length: mixes + 1 }, (_, n) => 1 / (n + 1)).reduce((sum, share) => sum + share);
  const real = 1 / ((named + 1) * harmonic);
  const phantom = (2 * (named + 1)) / ((mixes + 1) * (mixes + 2));
  const likelihood =
    (real / phantom) *
    (loneness(lone, borneOut, LONE_OF_REAL) / loneness(lone, borneOut, LONE_OF_PHANTOMS)) *
    REJECTED_THOUGH_REAL ** rejected;
  const right = confidence * likelihood;
  const wrong = (1 - confidence) * PHANTOMS_OF_WRONG;
  return right + wrong > 0 ? Math.min(confidence, right / (right + wrong)) : confidence;
}

/** How likely so many mixes with lone answers and so many others are, in one order (beta-binomial). */
function loneness(lone: number, borneOut: number, [often, seldom]: readonly [number, number]): number {
  let share = 1;
  for (let i = 0; i < lone; i++) share *= (often + i) / (often + seldom + i);
  for (let i = 0; i < borneOut; i++) share *= (seldom + i) / (often + seldom + lone + i);
  return share;
}
