import { assemble } from '../../../src/app/assembly/assemble.js';
import { isPhantom, withoutPhantoms } from '../../../src/app/assembly/phantoms.js';
import { ask } from '../../../src/app/probing/ask.js';
import { recurrenceIn } from '../../../src/archive/recurrence.js';
import { type MixSummary, summaryOf } from '../../../src/archive/summary.js';
import type { Match } from '../../../src/domain/match.js';
import { answersIn, isBorneOut, type Recurrence } from '../../../src/domain/phantoms.js';
import type { SampleIdentifier } from '../../../src/domain/ports/identify.js';
import { type Entry, emptyTracklist, type TrackEntry } from '../../../src/domain/tracklist.js';
import { SILENT } from '../probing/measure.js';
import { measuredCue } from '../probing/measured-cue.js';
import { answerAt, dice, MIX, type Played, SAMPLE, type Service, simulateMix } from '../probing/simulation.js';

/** A service that gives a few titles for music that it doesn't know. */
export interface Haunted extends Service {
  titles: number;
  /** Share of the samples without a name that get one of those. */
  haunts: number;
}

export interface Figures {
  /** Entries that name a phantom, and all that aren't what was played, for each mix. */
  phantoms: number;
  wrong: number;
  /** Share of the entries that are what was played there. */
  precision: number;
  /** Share of the plays of tracks that the service knows which are in the tracklist where they were played. */
  recall: number;
  /** The same of tracks that were played in ten mixes or more. */
  anthems: number;
  /** Plays of real tracks that were named rightly and taken for phantoms, for each mix. */
  lost: number;
  callsPerTrack: number;
}

export interface Haunting {
  before: Figures;
  /** Each mix as it was identified, knowing those before it; and after all of them were gone over again. */
  after: Figures;
  retried: Figures;
  /** Of the mixes in which a phantom came up, the one from which on it is in no tracklist any more: median over the titles. */
  gone: number;
  /** Plays of real tracks that are named by lone answers only: of all, and how much tracks differ in that. */
  lone: number;
  loneVaries: number;
}

/** Tracks that DJs play, the first one most. */
const CATALOGUE = 4000;
const ZIPF = 0.8;

interface Heard {
  mix: Played[];
  entries: Entry[];
}

/** Asks about simulated mixes one after the other, as the program does; only sound and service are made up. */
export async function haunted(service: Haunted, mixes: number, seed = 1): Promise<Haunting> {
  const sets = Array.from({ length: mixes }, (_, m) => playedFromCatalogue(dice(seed * 10_000 + m), service));
  const popular = popularIn(sets);
  const runs = { before: emptyTally(), after: emptyTally(), retried: emptyTally() };
  const plain: Heard[] = [];
  const learned: Heard[] = [];
  const archive: MixSummary[] = [];
  const loneOf = new Map<string, { lone: number; all: number }>();
  for (const [m, mix] of sets.entries()) {
    const without = await identified(mix, service, seed * 10_000 + m, undefined, runs.before);
    plain.push({ mix, entries: without });
    const { behind } = answersIn(without);
    for (const entry of without) countLone(loneOf, mix, entry, (one) => isBorneOut(behind(one)));
    const entries = await identified(mix, service, seed * 10_000 + m, recurrenceIn(archive), runs.after);
    learned.push({ mix, entries });
    archive.push(summaryFor(entries, m));
  }
  const retried = learned.map(({ mix, entries }, m) => {
    const others = archive.filter((_, i) => i !== m);
    return { mix, entries: withoutPhantoms(entries, recurrenceIn(others)) };
  });
  const shares = [...loneOf.values()].filter(({ all }) => all >= 5).map(({ lone, all }) => lone / all);
  const all = [...loneOf.values()];
  const mean = all.reduce((sum, { lone }) => sum + lone, 0) / all.reduce((sum, one) => sum + one.all, 0);
  return {
    before: figuresOf(plain, popular, runs.before),
    after: figuresOf(learned, popular, runs.after),
    retried: figuresOf(retried, popular, runs.after),
    gone: goneAfter(learned),
    lone: mean,
    loneVaries: Math.sqrt(shares.reduce((sum, share) => sum + (share - mean) ** 2, 0) / Math.max(1, shares.length)),
  };
}

const isGhost = (title: string): boolean => title.startsWith('phantom');

function playedFromCatalogue(random: () => number, service: Haunted): Played[] {
  const taken = new Set<number>();
  return simulateMix(random, service).map((played) => {
    let track = rankBy(random);
    while (taken.has(track)) track = rankBy(random);
    taken.add(track);
    // The service knows a track or doesn't, in whatever mix it is played.
    const own = dice(track + 77);
    return { ...played, name: `track ${track}`, known: own() < service.knows };
  });
}

/** Some tracks are found more easily than others. */
const findsOf = (name: string, { finds }: Service): number =>
  Math.min(0.98, Math.max(0.15, finds + (dice(name.length * 7919 + Number(name.split(' ')[1]))() - 0.5) * 0.5));

/** A rank by Zipf's law. */
const WEIGHTS = Array.from({ length: CATALOGUE }, (_, rank) => 1 / (rank + 1) ** ZIPF);
const TOTAL = WEIGHTS.reduce((sum, weight) => sum + weight);
function rankBy(random: () => number): number {
  let left = random() * TOTAL;
  for (let rank = 0; rank < CATALOGUE; rank++) {
    left -= WEIGHTS[rank]!;
    if (left <= 0) return rank;
  }
  return CATALOGUE - 1;
}

interface Tally {
  calls: number;
}
const emptyTally = (): Tally => ({ calls: 0 });

async function identified(
  mix: readonly Played[],
  service: Haunted,
  seed: number,
  recurrence: Recurrence | undefined,
  tally: Tally,
): Promise<Entry[]> {
  const random = dice(seed + 1_000_000);
  const identifier: SampleIdentifier = {
    kind: 'sample',
    name: 'simulated',
    rate: 100,
    seconds: SAMPLE,
    async identify(sample) {
      tally.calls++;
      const middle = sample.mixTime + SAMPLE / 2;
      const on = mix.filter((p) => p.first <= middle && middle < p.last);
      const finds = on.length > 0 ? findsOf(on.at(-1)!.name, service) : service.finds;
      const answer = answerAt(mix, sample.mixTime, sample.duration / SAMPLE, { ...service, finds }, random);
      return answer.length > 0 || random() >= service.haunts ? answer : [ghost(sample.mixTime, service, random)];
    },
  };
  const sound = measuredCue(mix, seed + 500_000);
  const context = { signal: new AbortController().signal, emit: () => {} };
  const phantom = (match: Match): boolean => isPhantom(match, recurrence);
  const { result } = await ask(SILENT, [identifier], { ...MIX, matches: [], sound }, { isPhantom: phantom }, context);
  return assemble({ ...MIX, ...result, sound }, recurrence);
}

/** The first titles come up most. Half of them always from the same place in the track, the others from anywhere in it. */
function ghost(mixTime: number, { titles }: Haunted, random: () => number): Match {
  const title = Math.floor(titles * random() ** 1.5);
  const place = random();
  return {
    identifier: 'simulated',
    key: `phantom ${title}`,
    track: { title: `phantom ${title}`, artists: ['Nobody'], duration: 220 },
    mixTime,
    mixDuration: SAMPLE,
    trackTime: title % 2 ? 61 + place : place * 200,
    score: 0.97,
  };
}

function summaryFor(entries: Entry[], m: number): MixSummary {
  const tracklist = {
    ...emptyTracklist({ name: `mix ${m}`, kind: 'file', location: `/mixes/${m}` }),
    duration: MIX.end,
    identifiers: ['simulated'],
    entries,
  };
  const day = new Date(m * 86_400_000).toISOString();
  const mix = { id: String(m).padStart(12, '0'), places: [`/mixes/${m}`], firstKept: day, lastKept: day, tracklist };
  return summaryOf(mix, 1);
}

function popularIn(sets: readonly Played[][]): ReadonlySet<string> {
  const counts = new Map<string, number>();
  for (const set of sets) for (const { name } of set) counts.set(name, (counts.get(name) ?? 0) + 1);
  return new Set([...counts].filter(([, count]) => count >= 10).map(([name]) => name));
}

function figuresOf(heard: readonly Heard[], popular: ReadonlySet<string>, { calls }: Tally): Figures {
  let [phantoms, wrong, entries, known, found, plays, hits, lost, tracks] = [0, 0, 0, 0, 0, 0, 0, 0, 0];
  for (const { mix, entries: all } of heard) {
    const named = all.filter((entry) => entry.kind === 'track');
    tracks += mix.length;
    entries += named.length;
    phantoms += named.filter(({ track }) => isGhost(track.title)).length;
    wrong += named.filter((entry) => !isRight(mix, entry)).length;
    for (const played of mix.filter((one) => one.known)) {
      const isFound = named.some((entry) => entry.track.title === played.name && overlaps(entry, played));
      known++;
      if (isFound) found++;
      else if (all.some((entry) => overlaps(entry, played) && takenForPhantom(entry, played.name))) lost++;
      if (!popular.has(played.name)) continue;
      plays++;
      if (isFound) hits++;
    }
  }
  return {
    phantoms: phantoms / heard.length,
    wrong: wrong / heard.length,
    precision: 1 - wrong / Math.max(1, entries),
    recall: found / Math.max(1, known),
    anthems: hits / Math.max(1, plays),
    lost: lost / heard.length,
    callsPerTrack: calls / tracks,
  };
}

const takenForPhantom = ({ alternatives }: Entry, name: string): boolean =>
  alternatives.some(({ track, recurring }) => track.title === name && recurring !== undefined);

const isRight = (mix: readonly Played[], entry: Entry): boolean =>
  mix.some((played) => played.name === entry.track?.title && overlaps(entry, played));

const overlaps = (entry: { start: number; end: number }, played: Played): boolean =>
  entry.start < played.last && entry.end > played.first;

/** In how many mixes a phantom had come up when it was in a tracklist for the last time; the median of all. */
function goneAfter(heard: readonly Heard[]): number {
  const seen = new Map<string, { mixes: number; last: number }>();
  for (const { entries } of heard) {
    const named = new Set(entries.flatMap(({ track }) => (track ? [track.title] : [])));
    const beside = entries.flatMap(({ alternatives }) => alternatives.map(({ track }) => track.title));
    for (const title of new Set([...named, ...beside])) {
      if (!isGhost(title)) continue;
      const one = seen.get(title) ?? { mixes: 0, last: 0 };
      one.mixes++;
      if (named.has(title)) one.last = one.mixes;
      seen.set(title, one);
    }
  }
  const last = [...seen.values()].map((one) => one.last).sort((a, b) => a - b);
  return last[Math.floor(last.length / 2)] ?? 0;
}

function countLone(
  counts: Map<string, { lone: number; all: number }>,
  mix: readonly Played[],
  entry: Entry,
  isOut: (entry: TrackEntry) => boolean,
): void {
  if (entry.kind !== 'track' || !isRight(mix, entry)) return;
  const one = counts.get(entry.track.title) ?? { lone: 0, all: 0 };
  one.all++;
  if (!isOut(entry)) one.lone++;
  counts.set(entry.track.title, one);
}
